package io.tidemark.pipelines.anomaly;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.tidemark.aggregate.ZScoreOptions;
import io.tidemark.change.Change;
import io.tidemark.change.ChangeCoder;
import io.tidemark.change.ChangeKind;
import io.tidemark.pipelines.performance.DetailStats;
import io.tidemark.pipelines.performance.PerformanceStats;
import io.tidemark.pipelines.performance.PerformanceStatsCoder;
import io.tidemark.pipelines.performance.Sketches;
import io.tidemark.pipelines.series.SeriesKey;
import io.tidemark.pipelines.series.SeriesKeyCoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Incidents of windows that come through a pipeline, by the fate of the verdicts. */
class DetectAnomaliesTest {
  private static final SeriesKey KEY = SeriesKey.of("gpt", "eu");
  private static final Duration QUARTER = Duration.standardMinutes(15);
  private static final int ORDINARY = 30;
  private static final AnomalyOptions OPTIONS =
      new AnomalyOptions(
          new RobustOptions(10, 3, 5, 10),
          ZScoreOptions.defaults(),
          new WindowSteps(QUARTER, QUARTER),
          Duration.standardMinutes(30));

  @Test
  void twiceTheLatencyIsRaisedOnceAndClosedWhenItHasRecovered() {
    List<Change<PerformanceStats>> panes = ordinary();
    panes.add(pane(30, 2000, Timing.ON_TIME));
    panes.add(pane(31, 2100, Timing.ON_TIME));
    for (int i = 32; i < 38; i++) {
      panes.add(pane(i, 1000, Timing.ON_TIME));
    }
    assertThat(
        summaries(detect(panes), "latency_ms_p95"),
        contains("+I 30 critical, going on", "-U 30 critical, going on", "+U 30 critical, over"));
  }

  @Test
  void anEarlyPaneIsNotJudged() {
    List<Change<PerformanceStats>> panes = ordinary();
    panes.add(pane(30, 9000, Timing.EARLY));
    panes.add(pane(30, 1000, Timing.ON_TIME));
    assertThat(detect(panes), hasSize(0));
  }

  @Test
  void aLatePaneWithdrawsTheVerdictThatNoLongerHolds() {
    List<Change<PerformanceStats>> panes = ordinary();
    panes.add(pane(30, 9000, Timing.ON_TIME));
    panes.add(pane(30, 1000, Timing.LATE));
    assertThat(
        summaries(detect(panes), "latency_ms_p95"),
        contains("+I 30 critical, going on", "-D 30 critical, going on"));
  }

  @Test
  void panesThatWereCorrectedEndWithTheVerdictsOfTheRightOnes() {
    List<Change<PerformanceStats>> right = ordinary();
    List<Change<PerformanceStats>> corrected = ordinary();
    for (int i = 30; i < 60; i++) {
      double latency = i % 9 < 2 ? 2500 : 1000 + i % 3;
      right.add(pane(i, latency, Timing.ON_TIME));
      corrected.add(pane(i, i % 4 == 0 ? 5000 : latency, Timing.ON_TIME));
      corrected.add(pane(i, latency, Timing.LATE));
    }
    Map<String, Anomaly> expected = standing(detect(right));
    assertThat(expected.isEmpty(), is(false));
    assertThat(standing(detect(corrected)), is(expected));
  }

  /** Returns the changes of verdicts, in order. */
  private static List<Change<Anomaly>> detect(List<Change<PerformanceStats>> panes) {
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    TestStream.Builder<KV<SeriesKey, Change<PerformanceStats>>> stream =
        TestStream.create(
            KvCoder.of(SeriesKeyCoder.of(), ChangeCoder.of(PerformanceStatsCoder.of())));
    for (Change<PerformanceStats> pane : panes) {
      // One by one, because a bundle of several has no order.
      stream = stream.addElements(TimestampedValue.of(KV.of(KEY, pane), Instant.EPOCH));
    }
    PCollectionTuple judged =
        pipeline.apply(stream.advanceWatermarkToInfinity()).apply(DetectAnomalies.with(OPTIONS));
    List<Change<Anomaly>> changes = new ArrayList<>();
    Collected.clear();
    PAssert.that(judged.get(DetectAnomalies.VERDICTS)).satisfies(Collected::take);
    pipeline.run().waitUntilFinish();
    changes.addAll(Collected.all());
    changes.sort(
        Comparator.<Change<Anomaly>>comparingLong(Change::version)
            .thenComparing(change -> !change.isRetraction()));
    return changes;
  }

  /** What an assertion in the pipeline has seen; in this process, because the runner is direct. */
  private static final class Collected {
    private static final List<Change<Anomaly>> CHANGES = new ArrayList<>();

    static synchronized void clear() {
      CHANGES.clear();
    }

    static synchronized Void take(Iterable<KV<SeriesKey, Change<Anomaly>>> seen) {
      CHANGES.addAll(
          StreamSupport.stream(seen.spliterator(), false)
              .map(KV::getValue)
              .collect(Collectors.toList()));
      return null;
    }

    static synchronized List<Change<Anomaly>> all() {
      return List.copyOf(CHANGES);
    }
  }

  private static List<String> summaries(List<Change<Anomaly>> changes, String metric) {
    return changes.stream()
        .filter(change -> change.value().metric().equals(metric))
        .map(
            change ->
                "%s %d %s, %s"
                    .formatted(
                        change.kind().symbol(),
                        change.window().start().getMillis() / QUARTER.getMillis(),
                        change.value().severity(),
                        change.value().incidentEndMillis() == null ? "going on" : "over"))
        .toList();
  }

  private static Map<String, Anomaly> standing(List<Change<Anomaly>> changes) {
    Map<String, Anomaly> standing = new TreeMap<>();
    for (Change<Anomaly> change : changes) {
      String row = change.window() + " " + change.value().metric();
      if (change.isRetraction()) {
        assertThat(row, standing.remove(row), is(change.value()));
      } else {
        standing.put(row, change.value());
      }
    }
    return standing;
  }

  private static List<Change<PerformanceStats>> ordinary() {
    List<Change<PerformanceStats>> panes = new ArrayList<>();
    for (int i = 0; i < ORDINARY; i++) {
      panes.add(pane(i, 1000 + i % 3, Timing.ON_TIME));
    }
    return panes;
  }

  private static int version;

  private static Change<PerformanceStats> pane(int quarter, double latency, Timing timing) {
    IntervalWindow window =
        new IntervalWindow(Instant.EPOCH.plus(QUARTER.multipliedBy(quarter)), QUARTER);
    return new Change<>(ChangeKind.INSERT, stats(latency), window, timing, 0, ++version);
  }

  /** Only the 95th percentile of latency varies. */
  private static PerformanceStats stats(double latencyP95) {
    return new PerformanceStats(
        900,
        900,
        9,
        0.01,
        1.0,
        500.0,
        100.0,
        9000.0,
        100.0,
        400.0,
        latencyP95,
        latencyP95,
        9.0,
        0.01,
        900,
        900,
        2.0,
        null,
        DetailStats.NONE,
        Sketches.NONE);
  }
}
