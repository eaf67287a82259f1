package io.tidemark.changelog;

import static java.util.stream.Collectors.joining;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.sameInstance;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeKind;
import io.tidemark.change.Identity;
import io.tidemark.change.LateElement;
import io.tidemark.firing.Cadence;
import io.tidemark.firing.Firing;
import io.tidemark.testing.Summing;
import io.tidemark.windowing.CappedSessions;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.WithTimestamps;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** What comes out of the transform, pane by pane, named by the fate of the elements. */
class ChangelogTest {

  private static final Duration TEN = Duration.standardMinutes(10);

  private static final IntervalWindow FIRST_TEN = new IntervalWindow(at(0), TEN);

  private final TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(true);

  @Test
  void panesAreEarlyThenOnTimeThenLateAndEachWithdrawsTheOneBefore() {
    Changelog.Result<String, Integer, Integer> result =
        elements()
            .advanceWatermarkTo(at(0))
            .addElements(element(3, 1), element(4, 2))
            .advanceProcessingTime(Duration.standardMinutes(1)) // early pane: 7
            .addElements(element(5, 3))
            .advanceWatermarkTo(at(10)) // on-time pane: 12
            .addElements(element(6, 4)) // observably late: 18
            .advanceWatermarkTo(at(12)) // 10 + 2 minutes: the window has expired
            .addElements(element(7, 5)) // droppably late
            .advanceWatermarkToInfinity()
            .into(
                "Total",
                FixedWindows.of(TEN),
                Firing.onTime()
                    .withEarly(Cadence.every(Duration.standardMinutes(1)))
                    .withAllowedLateness(Duration.standardMinutes(2)));

    PAssert.that(shown(result.changes("Total")))
        .containsInAnyOrder(
            "+I(a 0-10 7 EARLY 0)",
            "-U(a 0-10 7 EARLY 0)",
            "+U(a 0-10 12 ON_TIME 1)",
            "-U(a 0-10 12 ON_TIME 1)",
            "+U(a 0-10 18 LATE 2)");
    PAssert.that(lateValues(result)).containsInAnyOrder(7);
    pipeline.run().waitUntilFinish();
  }

  @Test
  void theTwoChangesOfAnUpdateLeaveTogether() {
    Changelog.Result<String, Integer, Integer> result =
        elements()
            .addElements(element(3, 1))
            .addElements(element(4, 2))
            .advanceWatermarkToInfinity()
            .into("Total", FixedWindows.of(TEN), Firing.onTime().withEarly(Cadence.elements(1)));

    PAssert.that(
            result
                .revisions("Total")
                .apply(
                    MapElements.into(TypeDescriptors.strings())
                        .via(
                            kv ->
                                kv.getValue().changes().stream()
                                    .map(change -> show(kv.getKey(), change))
                                    .collect(joining(" ")))))
        .containsInAnyOrder(
            "+I(a 0-10 3 EARLY 0)",
            "-U(a 0-10 3 EARLY 0) +U(a 0-10 7 EARLY 1)",
            "-U(a 0-10 7 EARLY 1) +U(a 0-10 7 ON_TIME 2)");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void changesOfAWindowingAreListedByOneStepHoweverOftenTheyAreAskedFor() {
    Changelog.Result<String, Integer, Integer> result =
        elements()
            .addElements(element(3, 1))
            .advanceWatermarkToInfinity()
            .into("Total", FixedWindows.of(TEN), Firing.onTime());

    PCollection<KV<String, Change<Integer>>> changes = result.changes("Total");
    assertThat(result.changes("Total"), is(sameInstance(changes)));
    assertThat(changes.getName(), startsWith("ListChangesOfTotal"));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> result.changes("Totals"));
    assertThat(e.getMessage(), is("no windowing is named \"Totals\"; there are [Total]"));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void anUnchangedPaneOnlyMarksTheWindowOnTime() {
    Changelog.Result<String, Integer, Integer> result =
        elements()
            .addElements(element(3, 1))
            .addElements(element(0, 2))
            .advanceWatermarkTo(at(10))
            .addElements(element(0, 3))
            .advanceWatermarkToInfinity()
            .into(
                "Total",
                FixedWindows.of(TEN),
                Firing.onTime()
                    .withEarly(Cadence.elements(1))
                    .withAllowedLateness(Duration.standardMinutes(2)));

    PAssert.that(shown(result.changes("Total")))
        .containsInAnyOrder(
            "+I(a 0-10 3 EARLY 0)", "-U(a 0-10 3 EARLY 0)", "+U(a 0-10 3 ON_TIME 1)");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void oneJumpPastEndAndLatenessGivesExactlyOnePane() {
    Changelog.Result<String, Integer, Integer> result =
        elements()
            .addElements(element(7, 1))
            .advanceWatermarkToInfinity()
            .into(
                "Total",
                FixedWindows.of(TEN),
                Firing.onTime().withAllowedLateness(Duration.standardMinutes(2)));

    PAssert.that(shown(result.changes("Total"))).containsInAnyOrder("+I(a 0-10 7 ON_TIME 0)");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void aMergedSessionFirstWithdrawsTheSessionsItAbsorbed() {
    Changelog.Result<String, Integer, Integer> result =
        elements()
            .addElements(element(1, 0))
            .addElements(element(2, 15))
            .advanceWatermarkTo(at(25)) // [0,10) and [15,25) are on time
            .addElements(element(4, 8)) // late, and a bridge: [0,25)
            .advanceWatermarkToInfinity()
            .into(
                "Session",
                CappedSessions.withGap(TEN),
                Firing.onTime().withAllowedLateness(Duration.standardMinutes(20)));

    PAssert.that(shown(result.changes("Session")))
        .containsInAnyOrder(
            "+I(a 0-10 1 ON_TIME 0)",
            "+I(a 15-25 2 ON_TIME 0)",
            "-D(a 0-10 1 ON_TIME 0)",
            "-D(a 15-25 2 ON_TIME 0)",
            "+I(a 0-25 7 LATE 0)");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void fixedAndSlidingWindowsShareTheirSlices() {
    Firing firing = Firing.onTime();
    Changelog.Result<String, Integer, Integer> result =
        elements()
            .addElements(element(1, 1), element(2, 6), element(4, 11))
            .advanceWatermarkToInfinity()
            .apply(
                Changelog.<String, Integer, Integer>perKey(new Summing())
                    .into("Fixed", FixedWindows.of(TEN), firing)
                    .into("Sliding", SlidingWindows.of(TEN).every(TEN.dividedBy(2)), firing));

    PAssert.that(shown(result.changes("Fixed")))
        .containsInAnyOrder("+I(a 0-10 3 ON_TIME 0)", "+I(a 10-20 4 ON_TIME 0)");
    PAssert.that(shown(result.changes("Sliding")))
        .containsInAnyOrder(
            "+I(a -5-5 1 ON_TIME 0)",
            "+I(a 0-10 3 ON_TIME 0)",
            "+I(a 5-15 6 ON_TIME 0)",
            "+I(a 10-20 4 ON_TIME 0)");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void aCriticalElementFiresItsWindowAtOnceAndADuplicateCountsOnce() {
    Changelog.Result<String, Integer, Integer> result =
        elements()
            .addElements(element(3, 1))
            .addElements(element(100, 2)) // critical
            .addElements(element(3, 1)) // the same again
            .advanceWatermarkToInfinity()
            .apply(
                Changelog.<String, Integer, Integer>perKey(new Summing())
                    .into("Total", FixedWindows.of(TEN), Firing.onTime().withCritical())
                    .withCriticalElements(value -> value >= 100)
                    .withIdentity(value -> Identity.of(value)));

    PAssert.that(shown(result.changes("Total")))
        .containsInAnyOrder(
            "+I(a 0-10 103 EARLY 0)", "-U(a 0-10 103 EARLY 0)", "+U(a 0-10 103 ON_TIME 1)");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void theSameIdAtAnotherTimeCountsAndWithAnotherContentIsAConflict() {
    Changelog.Result<String, Integer, Integer> result =
        elements()
            .addElements(element(103, 1))
            .addElements(element(103, 1)) // the same again
            .addElements(element(203, 1)) // the same id and time
            .addElements(element(103, 2)) // at another time
            .addElements(element(203, 31)) // in another window
            .advanceWatermarkToInfinity()
            .apply(
                Changelog.<String, Integer, Integer>perKey(new Summing())
                    .into("Total", FixedWindows.of(TEN), Firing.onTime())
                    .withIdentity(value -> Identity.of(value % 100), value -> value));

    PAssert.that(shown(result.changes("Total")))
        .containsInAnyOrder("+I(a 0-10 206 ON_TIME 0)", "+I(a 30-40 203 ON_TIME 0)");
    PAssert.that(result.conflicts()).containsInAnyOrder(KV.of("a", 203));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void aLateChangeIsDroppedByWindowsBehindItUnlessItHasTheTimeOfItsFiring() {
    PCollection<KV<String, Change<Integer>>> changes =
        elements()
            .addElements(element(3, 1))
            .advanceWatermarkTo(at(20)) // on time: 3
            .addElements(element(4, 2)) // late: 7
            .advanceWatermarkToInfinity()
            .into("Total", FixedWindows.of(TEN), Firing.onTime().withAllowedLateness(TEN.plus(TEN)))
            .changes("Total");

    PAssert.that(changes.apply("Stay", counted()))
        .containsInAnyOrder(KV.of("a", 1L)); // the late -U and +U are gone
    PAssert.that(
            changes
                .apply(
                    WithTimestamps.of(change -> new Instant(change.getValue().version() / 1_000)))
                .apply("Move", counted()))
        .satisfies(
            counts -> {
              long sum = 0;
              for (KV<String, Long> count : counts) {
                sum += count.getValue();
              }
              assertThat(sum, is(3L)); // in one window or, around its end, in two
              return null;
            });
    PAssert.that(changes)
        .satisfies(
            all -> {
              List<Change<Integer>> seen = new ArrayList<>();
              all.forEach(change -> seen.add(change.getValue().withoutVersion()));
              assertThat(seen, containsInAnyOrder(first(), withdrawn(), second()));
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  private static PTransform<PCollection<KV<String, Change<Integer>>>, PCollection<KV<String, Long>>>
      counted() {
    return new PTransform<>() {
      @Override
      public PCollection<KV<String, Long>> expand(PCollection<KV<String, Change<Integer>>> in) {
        return in.apply(Window.into(FixedWindows.of(TEN))).apply(Count.perKey());
      }
    };
  }

  private static Change<Integer> first() {
    return new Change<>(ChangeKind.INSERT, 3, FIRST_TEN, Timing.ON_TIME, 0, 0);
  }

  private static Change<Integer> withdrawn() {
    return new Change<>(ChangeKind.UPDATE_BEFORE, 3, FIRST_TEN, Timing.ON_TIME, 0, 0);
  }

  private static Change<Integer> second() {
    return new Change<>(ChangeKind.UPDATE_AFTER, 7, FIRST_TEN, Timing.LATE, 1, 0);
  }

  @Test
  void whatOnlyManyElementsTellTogetherFiresAtOnce() {
    Changelog.Result<String, Integer, Integer> result =
        elements()
            .addElements(element(3, 1))
            .addElements(element(4, 2)) // 7 in the slice
            .addElements(element(5, 11)) // 5 in the next
            .advanceWatermarkToInfinity()
            .apply(
                Changelog.<String, Integer, Integer>perKey(new Summing(7))
                    .into("Total", FixedWindows.of(TEN), Firing.onTime().withCritical()));

    PAssert.that(shown(result.changes("Total")))
        .containsInAnyOrder(
            "+I(a 0-10 7 EARLY 0)",
            "-U(a 0-10 7 EARLY 0)",
            "+U(a 0-10 7 ON_TIME 1)",
            "+I(a 10-20 5 ON_TIME 0)");
    pipeline.run().waitUntilFinish();
  }

  private Script elements() {
    return new Script(
        TestStream.create(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()))
            .advanceWatermarkTo(at(-60)));
  }

  /** A test stream that ends in the transform under test. */
  private final class Script {
    private TestStream.Builder<KV<String, Integer>> stream;

    Script(TestStream.Builder<KV<String, Integer>> stream) {
      this.stream = stream;
    }

    @SafeVarargs
    final Script addElements(
        TimestampedValue<KV<String, Integer>> first,
        TimestampedValue<KV<String, Integer>>... others) {
      stream = stream.addElements(first, others);
      return this;
    }

    Script advanceWatermarkTo(Instant to) {
      stream = stream.advanceWatermarkTo(to);
      return this;
    }

    Script advanceProcessingTime(Duration by) {
      stream = stream.advanceProcessingTime(by);
      return this;
    }

    Applied advanceWatermarkToInfinity() {
      return new Applied(pipeline.apply(stream.advanceWatermarkToInfinity()));
    }
  }

  private record Applied(PCollection<KV<String, Integer>> input) {
    Changelog.Result<String, Integer, Integer> into(String name, FixedWindows w, Firing firing) {
      return apply(Changelog.<String, Integer, Integer>perKey(new Summing()).into(name, w, firing));
    }

    Changelog.Result<String, Integer, Integer> into(String name, CappedSessions w, Firing firing) {
      return apply(Changelog.<String, Integer, Integer>perKey(new Summing()).into(name, w, firing));
    }

    Changelog.Result<String, Integer, Integer> apply(Changelog<String, Integer, Integer> log) {
      return input.apply("Changelog", log);
    }
  }

  private static TimestampedValue<KV<String, Integer>> element(int value, long minute) {
    return TimestampedValue.of(KV.of("a", value), at(minute));
  }

  private static Instant at(long minute) {
    return Instant.EPOCH.plus(Duration.standardMinutes(minute));
  }

  private static PCollection<String> shown(PCollection<KV<String, Change<Integer>>> changes) {
    return changes.apply(
        "Show " + changes.getName(),
        MapElements.into(TypeDescriptors.strings()).via(kv -> show(kv.getKey(), kv.getValue())));
  }

  private static String show(String key, Change<Integer> c) {
    return String.format(
        "%s(%s %d-%d %d %s %d)",
        c.kind().symbol(),
        key,
        c.window().start().getMillis() / 60_000,
        c.window().end().getMillis() / 60_000,
        c.value(),
        c.timing(),
        c.paneIndex());
  }

  private static PCollection<Integer> lateValues(
      Changelog.Result<String, Integer, Integer> result) {
    PCollection<KV<String, LateElement<Integer>>> late = result.late();
    return late.apply(
        "LateValues",
        MapElements.into(TypeDescriptors.integers()).via(kv -> kv.getValue().value()));
  }
}
