package io.tidemark.changelog;

import io.tidemark.change.Change;
import io.tidemark.windowing.CappedSessions;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.Trigger.OnceTrigger;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.Window.ClosingBehavior;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** The pane that closes a window, in the moment in which its state expires. Times are in ms. */
class ClosingPanesTest {
  private static final OnceTrigger EVERY_TWO = AfterPane.elementCountAtLeast(2);
  private static final FixedWindows TWENTY = FixedWindows.of(Duration.millis(20));

  private final TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(true);

  @Test
  void aPaneThatClosesTheWindowReplacesTheOneOnTime() {
    PCollection<String> changes =
        changes(late().advanceWatermarkTo(at(1100)).advanceWatermarkTo(at(1200)), TWENTY);
    PAssert.that(changes)
        .containsInAnyOrder(
            "+I(1000-1020 1 ON_TIME 0)", "-U(1000-1020 1 ON_TIME 0)", "+U(1000-1020 3 LATE 1)");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void aPaneThatClosesTheWindowAtTheEndOfTheInputReplacesTheOneOnTime() {
    PAssert.that(changes(late(), TWENTY))
        .containsInAnyOrder(
            "+I(1000-1020 1 ON_TIME 0)", "-U(1000-1020 1 ON_TIME 0)", "+U(1000-1020 3 LATE 1)");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void aWatermarkThatStopsAtTheExpiryKeepsThePanes() {
    PCollection<String> changes =
        changes(
            late()
                .advanceWatermarkTo(at(1053))
                .advanceWatermarkTo(at(1054))
                .advanceWatermarkTo(at(1055))
                .advanceWatermarkTo(at(1056)),
            TWENTY);
    PAssert.that(changes)
        .containsInAnyOrder(
            "+I(1000-1020 1 ON_TIME 0)", "-U(1000-1020 1 ON_TIME 0)", "+U(1000-1020 3 LATE 1)");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void aDelayOfProcessingTimeThatTheExpiryCutsShortReplacesThePaneOnTime() {
    PCollection<String> changes =
        changes(
            late().advanceWatermarkTo(at(1100)).advanceWatermarkTo(at(1200)),
            TWENTY,
            AfterProcessingTime.pastFirstElementInPane().plusDelayOf(Duration.standardHours(1)),
            ClosingBehavior.FIRE_IF_NON_EMPTY);
    PAssert.that(changes)
        .containsInAnyOrder(
            "+I(1000-1020 1 ON_TIME 0)", "-U(1000-1020 1 ON_TIME 0)", "+U(1000-1020 3 LATE 1)");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void aWindowThatAlwaysFiresWhenItClosesIsInsertedOnce() {
    PCollection<String> changes =
        changes(
            stream()
                .addElements(element(1, 1005))
                .advanceWatermarkTo(at(1030))
                .advanceWatermarkTo(at(1100))
                .advanceWatermarkTo(at(1200)),
            TWENTY,
            EVERY_TWO,
            ClosingBehavior.FIRE_ALWAYS);
    PAssert.that(changes).containsInAnyOrder("+I(1000-1020 1 ON_TIME 0)");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void slidingWindowsThatCloseOneAfterTheOtherReplaceTheirPanes() {
    PCollection<String> changes =
        changes(
            late().advanceWatermarkTo(at(1100)).advanceWatermarkTo(at(1200)),
            SlidingWindows.of(Duration.millis(20)).every(Duration.millis(10)));
    PAssert.that(changes)
        .containsInAnyOrder(
            "+I(990-1010 1 ON_TIME 0)",
            "-U(990-1010 1 ON_TIME 0)",
            "+U(990-1010 3 LATE 1)",
            "+I(1000-1020 1 ON_TIME 0)",
            "-U(1000-1020 1 ON_TIME 0)",
            "+U(1000-1020 3 LATE 1)");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void aSessionAtItsFullLengthReplacesItsPanes() {
    PCollection<String> changes =
        changes(
            stream()
                .addElements(element(1, 1000), element(1, 1008))
                .advanceWatermarkTo(at(1030)) // on time at its full length
                .addElements(element(2, 1008))
                .advanceWatermarkTo(at(1100))
                .advanceWatermarkTo(at(1200)),
            CappedSessions.withGap(Duration.millis(12)).withMaxLength(Duration.millis(20)));
    PAssert.that(changes)
        .containsInAnyOrder(
            "+I(1000-1020 2 ON_TIME 0)", "-U(1000-1020 2 ON_TIME 0)", "+U(1000-1020 4 LATE 1)");
    pipeline.run().waitUntilFinish();
  }

  private static TestStream.Builder<KV<String, Integer>> stream() {
    return TestStream.create(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()))
        .advanceWatermarkTo(at(0));
  }

  /** One element on time, and one late that no late firing takes. */
  private static TestStream.Builder<KV<String, Integer>> late() {
    return stream()
        .addElements(element(1, 1005))
        .advanceWatermarkTo(at(1030))
        .addElements(element(2, 1006));
  }

  private PCollection<String> changes(
      TestStream.Builder<KV<String, Integer>> steps, WindowFn<Object, ?> windows) {
    return changes(steps, windows, EVERY_TWO, ClosingBehavior.FIRE_IF_NON_EMPTY);
  }

  private PCollection<String> changes(
      TestStream.Builder<KV<String, Integer>> steps,
      WindowFn<Object, ?> windows,
      OnceTrigger late,
      ClosingBehavior closing) {
    return pipeline
        .apply(steps.advanceWatermarkToInfinity())
        .apply(
            Window.<KV<String, Integer>>into(windows)
                .triggering(AfterWatermark.pastEndOfWindow().withLateFirings(late))
                .withAllowedLateness(Duration.millis(35), closing)
                .accumulatingFiredPanes())
        .apply(Sum.integersPerKey())
        .apply(PaneChangelog.perKey())
        .apply(
            "Show",
            MapElements.into(TypeDescriptors.strings())
                .via((KV<String, Change<Integer>> kv) -> shown(kv.getValue())));
  }

  private static String shown(Change<Integer> change) {
    return String.format(
        "%s(%d-%d %d %s %d)",
        change.kind().symbol(),
        change.window().start().getMillis(),
        change.window().end().getMillis(),
        change.value(),
        change.timing(),
        change.paneIndex());
  }

  private static TimestampedValue<KV<String, Integer>> element(int value, long millis) {
    return TimestampedValue.of(KV.of("a", value), at(millis));
  }

  private static Instant at(long millis) {
    return Instant.ofEpochMilli(millis);
  }
}
