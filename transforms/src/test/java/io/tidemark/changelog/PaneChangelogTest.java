package io.tidemark.changelog;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.change.Change;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Beam's own windows and triggers, their panes as a changelog. */
class PaneChangelogTest {

  private static final Duration TEN = Duration.standardMinutes(10);

  private final TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(true);

  @Test
  void panesOfFixedWindowsAreEarlyThenOnTimeThenLate() {
    PCollection<KV<String, Change<Integer>>> changes =
        sums(
                stream()
                    .addElements(element(3, 1))
                    .advanceProcessingTime(Duration.standardMinutes(2)) // early: 3
                    .addElements(element(4, 2))
                    .advanceWatermarkTo(at(10)) // on time: 7
                    .addElements(element(5, 3)) // late: 12
                    .advanceWatermarkTo(at(40))
                    .addElements(element(6, 3)), // droppably late
                FixedWindows.of(TEN))
            .apply(PaneChangelog.perKey());

    PAssert.that(shown(changes))
        .containsInAnyOrder(
            "+I(a 0-10 3 EARLY 0)",
            "-U(a 0-10 3 EARLY 0)",
            "+U(a 0-10 7 ON_TIME 1)",
            "-U(a 0-10 7 ON_TIME 1)",
            "+U(a 0-10 12 LATE 2)");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void anUnchangedOnTimePaneOnlyMarksTheWindow() {
    PCollection<KV<String, Change<Integer>>> changes =
        sums(
                stream()
                    .addElements(element(3, 1))
                    .advanceProcessingTime(Duration.standardMinutes(2))
                    .advanceWatermarkTo(at(10))
                    .addElements(element(0, 3)), // late, and changes nothing
                FixedWindows.of(TEN))
            .apply(PaneChangelog.perKey());

    PAssert.that(shown(changes))
        .containsInAnyOrder(
            "+I(a 0-10 3 EARLY 0)", "-U(a 0-10 3 EARLY 0)", "+U(a 0-10 3 ON_TIME 1)");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void slidingWindowsOverlapAndDoNotAbsorbEachOther() {
    PCollection<KV<String, Change<Integer>>> changes =
        sums(
                stream()
                    .addElements(element(3, 1))
                    .advanceWatermarkTo(at(5)) // [-5,5): 3
                    .addElements(element(4, 2)) // late in [-5,5): 7
                    .advanceWatermarkTo(at(10)), // [0,10): 7
                SlidingWindows.of(TEN).every(TEN.dividedBy(2)))
            .apply(PaneChangelog.perKey());

    PAssert.that(shown(changes))
        .containsInAnyOrder(
            "+I(a -5-5 3 ON_TIME 0)",
            "-U(a -5-5 3 ON_TIME 0)",
            "+U(a -5-5 7 LATE 1)",
            "+I(a 0-10 7 ON_TIME 0)");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void aMergedSessionFirstWithdrawsTheSessionsItAbsorbed() {
    PCollection<KV<String, Change<Integer>>> changes =
        sums(
                stream()
                    .addElements(element(1, 0))
                    .addElements(element(2, 15))
                    .advanceWatermarkTo(at(25)) // [0,10) and [15,25) are on time
                    .addElements(element(4, 8)), // late, and a bridge: [0,25)
                Sessions.withGapDuration(TEN))
            .apply(
                PaneChangelog.<String, Integer>perKey()
                    .withLongestSession(Duration.standardHours(1)));

    PAssert.that(shown(changes))
        .containsInAnyOrder(
            "+I(a 0-10 1 ON_TIME 0)",
            "+I(a 15-25 2 ON_TIME 0)",
            "-D(a 0-10 1 ON_TIME 0)",
            "-D(a 15-25 2 ON_TIME 0)",
            "+I(a 0-25 7 LATE 0)");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void aSessionThatGrowsLongAfterAPartOfItFiredStillWithdrawsThatPart() {
    TestStream.Builder<KV<String, Integer>> steps =
        stream().addElements(element(1, 0)).advanceWatermarkTo(at(10)); // [0,10): 1
    for (int minute = 9; minute <= 63; minute += 9) {
      // The part's own lateness passes at minute 30; the session goes on to minute 73.
      steps = steps.addElements(element(1, minute)).advanceWatermarkTo(at(minute + 1));
    }
    PCollection<KV<String, Change<Integer>>> changes =
        sums(steps, Sessions.withGapDuration(TEN))
            .apply(
                PaneChangelog.<String, Integer>perKey()
                    .withLongestSession(Duration.standardHours(2)));

    PAssert.that(shown(changes))
        .containsInAnyOrder(
            "+I(a 0-10 1 ON_TIME 0)", "-D(a 0-10 1 ON_TIME 0)", "+I(a 0-73 8 ON_TIME 0)");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void aBoundedRunWithTheDefaultTriggerInsertsEachWindowOnce() {
    PCollection<KV<String, Change<Integer>>> changes =
        pipeline
            .apply(Create.timestamped(element(3, 1), element(4, 2), element(5, 11)))
            .apply(Window.into(FixedWindows.of(TEN)))
            .apply(Sum.integersPerKey())
            .apply(PaneChangelog.perKey());

    PAssert.that(shown(changes))
        .containsInAnyOrder("+I(a 0-10 7 ON_TIME 0)", "+I(a 10-20 5 ON_TIME 0)");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void whatCannotBeRetractedIsRefused() {
    PCollection<KV<String, Integer>> input = pipeline.apply(Create.timestamped(element(3, 1)));
    refused(input, Window.into(new GlobalWindows()), "intervals");
    refused(input, Window.into(Sessions.withGapDuration(TEN)), "withLongestSession");
    refused(
        input,
        Window.<KV<String, Integer>>into(FixedWindows.of(TEN))
            .triggering(
                AfterWatermark.pastEndOfWindow().withEarlyFirings(AfterPane.elementCountAtLeast(1)))
            .withAllowedLateness(Duration.ZERO)
            .discardingFiredPanes(),
        "accumulatingFiredPanes");
    pipeline.enableAbandonedNodeEnforcement(false);
  }

  private static void refused(
      PCollection<KV<String, Integer>> input, Window<KV<String, Integer>> windows, String because) {
    PCollection<KV<String, Integer>> sums =
        input.apply(because, windows).apply("Sum " + because, Sum.integersPerKey());
    IllegalStateException refusal =
        assertThrows(
            IllegalStateException.class,
            () -> sums.apply("Refuse " + because, PaneChangelog.perKey()));
    assertThat(refusal.getMessage(), containsString(because));
  }

  private static TestStream.Builder<KV<String, Integer>> stream() {
    return TestStream.create(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()))
        .advanceWatermarkTo(at(-60));
  }

  private <W extends BoundedWindow> PCollection<KV<String, Integer>> sums(
      TestStream.Builder<KV<String, Integer>> steps, WindowFn<Object, W> windows) {
    return pipeline
        .apply(steps.advanceWatermarkToInfinity())
        .apply(
            Window.<KV<String, Integer>>into(windows)
                .triggering(
                    AfterWatermark.pastEndOfWindow()
                        .withEarlyFirings(
                            AfterProcessingTime.pastFirstElementInPane()
                                .plusDelayOf(Duration.standardMinutes(1)))
                        .withLateFirings(AfterPane.elementCountAtLeast(1)))
                .withAllowedLateness(Duration.standardMinutes(20))
                .accumulatingFiredPanes())
        .apply(Sum.integersPerKey());
  }

  private static TimestampedValue<KV<String, Integer>> element(int value, long minute) {
    return TimestampedValue.of(KV.of("a", value), at(minute));
  }

  private static Instant at(long minute) {
    return Instant.EPOCH.plus(Duration.standardMinutes(minute));
  }

  private static PCollection<String> shown(PCollection<KV<String, Change<Integer>>> changes) {
    return changes.apply(
        "Show",
        MapElements.into(TypeDescriptors.strings())
            .via(
                kv -> {
                  Change<Integer> c = kv.getValue();
                  return String.format(
                      "%s(%s %d-%d %d %s %d)",
                      c.kind().symbol(),
                      kv.getKey(),
                      c.window().start().getMillis() / 60_000,
                      c.window().end().getMillis() / 60_000,
                      c.value(),
                      c.timing(),
                      c.paneIndex());
                }));
  }
}
