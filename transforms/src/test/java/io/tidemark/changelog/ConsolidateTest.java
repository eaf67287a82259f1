package io.tidemark.changelog;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.change.Change;
import io.tidemark.change.ChangeCoder;
import io.tidemark.change.ChangeKind;
import io.tidemark.firing.Cadence;
import io.tidemark.firing.Firing;
import io.tidemark.fixtures.Golden;
import io.tidemark.testing.Summing;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** What stands, and sums that count each window once. */
class ConsolidateTest {

  private static final Duration TWO = Duration.standardMinutes(2);
  private static final Duration MINUTE = Duration.standardMinutes(1);

  private final TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(true);

  /** Table 2-1 of Streaming Systems: window [12:06,12:08) holds 3, then also 8 and 1. */
  private TestStream<KV<String, Integer>> table21() {
    return TestStream.create(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()))
        .advanceWatermarkTo(at(0))
        .addElements(element("a", 3, 6))
        .advanceProcessingTime(MINUTE) // early pane: 3
        .addElements(element("a", 8, 7), element("a", 1, 7))
        .advanceWatermarkToInfinity(); // on-time pane: 12
  }

  @Test
  void aSecondSumOverTheChangelogIsRightWhereOneOverAccumulatingPanesIsWrong() {
    PCollection<KV<String, Integer>> panes =
        pipeline
            .apply(table21())
            .apply(
                Window.<KV<String, Integer>>into(FixedWindows.of(TWO))
                    .triggering(
                        AfterWatermark.pastEndOfWindow()
                            .withEarlyFirings(
                                AfterProcessingTime.pastFirstElementInPane()
                                    .plusDelayOf(Duration.standardSeconds(30))))
                    .withAllowedLateness(Duration.ZERO)
                    .accumulatingFiredPanes())
            .apply(Sum.integersPerKey());
    PCollection<KV<String, Integer>> sumOfPanes =
        panes
            .apply(
                "Again",
                Window.<KV<String, Integer>>into(new GlobalWindows())
                    .triggering(AfterWatermark.pastEndOfWindow())
                    .withAllowedLateness(Duration.ZERO)
                    .discardingFiredPanes())
            .apply("SumPanes", Sum.integersPerKey());
    PCollection<KV<String, Long>> sumOfChanges =
        panes.apply(PaneChangelog.perKey()).apply(Consolidate.sumOfLongs(Integer::longValue));

    JsonNode sums =
        Golden.read("streaming_systems_book.json").get("table_2_1").get("sum of all panes");
    assertThat(sums.get("accumulating").asInt(), is(15));
    assertThat(sums.get("retracting").asInt(), is(12));
    PAssert.that(sumOfPanes).containsInAnyOrder(KV.of("a", 15)); // each pane counted again
    PAssert.that(sumOfChanges).containsInAnyOrder(KV.of("a", 3L), KV.of("a", 12L));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void aLateCorrectionReplacesItsWindowInTheTotalOfItsGroup() {
    PCollection<KV<String, Double>> totals =
        pipeline
            .apply(
                TestStream.create(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()))
                    .advanceWatermarkTo(at(0))
                    .addElements(element("a1", 3, 0))
                    .advanceWatermarkTo(at(2)) // a1 [0,2): 3
                    .addElements(element("a2", 5, 2))
                    .advanceWatermarkTo(at(4)) // a2 [2,4): 5
                    .addElements(element("a1", 4, 1)) // late: a1 [0,2): 7
                    .addElements(element("b1", 9, 4))
                    .advanceWatermarkToInfinity())
            .apply(
                Changelog.<String, Integer, Integer>perKey(new Summing())
                    .into(
                        "Total",
                        FixedWindows.of(TWO),
                        Firing.onTime().withAllowedLateness(TWO.plus(TWO))))
            .changes("Total")
            .apply(
                Consolidate.<String, Integer>sumOfDoubles(value -> value / 10.0)
                    .withGroupBy(key -> key.substring(0, 1), StringUtf8Coder.of())
                    .withAllowedLateness(TWO.plus(TWO)));

    PAssert.that(totals)
        .containsInAnyOrder(KV.of("a", 0.3), KV.of("a", 0.8), KV.of("a", 1.2), KV.of("b", 0.9));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void latestKeepsWhatStandsAndNothingOfWhatWasDeleted() {
    List<Change<Integer>> changes =
        List.of(
            change(ChangeKind.UPDATE_AFTER, 7, 0, 3),
            change(ChangeKind.INSERT, 3, 0, 1),
            change(ChangeKind.INSERT, 3, 0, 1),
            change(ChangeKind.UPDATE_BEFORE, 3, 0, 2),
            change(ChangeKind.DELETE, 4, 10, 5),
            change(ChangeKind.INSERT, 4, 10, 4),
            change(ChangeKind.INSERT, 9, 20, 6));
    PCollection<String> standing =
        pipeline
            .apply(Create.of(changes).withCoder(ChangeCoder.of(VarIntCoder.of())))
            .apply(
                MapElements.into(
                        TypeDescriptors.kvs(
                            TypeDescriptors.strings(), new TypeDescriptor<Change<Integer>>() {}))
                    .via(change -> KV.of("a", change)))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), ChangeCoder.of(VarIntCoder.of())))
            .apply(Consolidate.latest())
            .apply(
                "Show",
                MapElements.into(TypeDescriptors.strings())
                    .via(
                        kv ->
                            kv.getKey()
                                + kv.getValue().window().start().getMillis()
                                + "="
                                + kv.getValue().value()));

    PAssert.that(standing).containsInAnyOrder("a0=7", "a20=9");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void earlyPanesNeverMakeATotalDip() {
    PCollection<KV<String, Long>> totals =
        pipeline
            .apply(table21())
            .apply(
                Changelog.<String, Integer, Integer>perKey(new Summing())
                    .into(
                        "Total",
                        FixedWindows.of(TWO),
                        Firing.onTime().withEarly(Cadence.elements(1))))
            .changes("Total")
            .apply(Consolidate.sumOfLongs(Integer::longValue));

    PAssert.that(totals).containsInAnyOrder(KV.of("a", 3L), KV.of("a", 11L), KV.of("a", 12L));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void negativeLatenessIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            Consolidate.<String, Integer>sumOfLongs(Integer::longValue)
                .withAllowedLateness(Duration.millis(-1)));
  }

  private static Change<Integer> change(ChangeKind kind, int value, long start, long version) {
    IntervalWindow window = new IntervalWindow(Instant.ofEpochMilli(start), Duration.millis(10));
    return new Change<>(kind, value, window, Timing.ON_TIME, 0, version);
  }

  private static TimestampedValue<KV<String, Integer>> element(String key, int value, long minute) {
    return TimestampedValue.of(KV.of(key, value), at(minute));
  }

  private static Instant at(long minute) {
    return Instant.EPOCH.plus(Duration.standardMinutes(minute));
  }
}
