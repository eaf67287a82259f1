package io.tidemark.pipelines.anomaly;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.tidemark.aggregate.ZScoreOptions;
import io.tidemark.change.Change;
import io.tidemark.change.ChangeKind;
import io.tidemark.pinned.PinnedBytes;
import io.tidemark.pipelines.performance.DetailStats;
import io.tidemark.pipelines.performance.PerformanceStats;
import io.tidemark.pipelines.performance.Sketches;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.util.CoderUtils;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verdicts on one series, and what a late correction does to them. */
class SeriesHistoryTest {

  private static final int WARM_UP = 10;
  private static final AnomalyOptions OPTIONS =
      new AnomalyOptions(
          null,
          ZScoreOptions.defaults().withWarmUp(WARM_UP),
          new WindowSteps(Duration.standardMinutes(15), Duration.standardMinutes(1)),
          Duration.standardMinutes(3));

  /** Every window is learned, so that a short series is enough. */
  private static final AnomalyOptions ROBUST =
      new AnomalyOptions(
          new RobustOptions(WARM_UP, 3, 5, 10),
          ZScoreOptions.defaults(),
          new WindowSteps(Duration.standardMinutes(15), Duration.standardMinutes(15)),
          Duration.standardMinutes(3));

  private AnomalyOptions options = OPTIONS;
  private SeriesHistoryCoder coder = new SeriesHistoryCoder(OPTIONS);
  private SeriesHistory history = new SeriesHistory(OPTIONS);

  /** What the last revision found to be usual, where a lost attempt may have found otherwise. */
  private List<String> usual = List.of();

  /** The processing time at which another attempt goes on with the next revision. */
  private @Nullable Instant restart;

  @Test
  void anUnusualWindowIsAnAnomalyAndAUsualOneIsNot() throws CoderException {
    warmUp();
    assertThat(revise(WARM_UP, 101, Timing.ON_TIME), is(empty()));
    assertThat(shown(revise(WARM_UP + 1, 900, Timing.ON_TIME)), contains("+I latency_ms_p95 900"));
  }

  @Test
  void nothingIsUnusualBeforeTheWarmUpEnds() throws CoderException {
    assertThat(revise(0, 100, Timing.ON_TIME), is(empty()));
    assertThat(revise(1, 900, Timing.ON_TIME), is(empty()));
  }

  @Test
  void aLateCorrectionWithdrawsTheVerdictItDisproves() throws CoderException {
    warmUp();
    revise(WARM_UP, 900, Timing.ON_TIME);
    assertThat(shown(revise(WARM_UP, 100, Timing.LATE)), contains("-D latency_ms_p95 900"));
  }

  @Test
  void aLateCorrectionReplacesTheVerdictItChanges() throws CoderException {
    warmUp();
    revise(WARM_UP, 900, Timing.ON_TIME);
    assertThat(
        shown(revise(WARM_UP, 950, Timing.LATE)),
        contains("-U latency_ms_p95 900", "+U latency_ms_p95 950"));
  }

  @Test
  void aRevisionOfASettledWindowIsRecognized() throws CoderException {
    warmUp();
    assertThat(history.isSettled(window(WARM_UP - 5), OPTIONS), is(true));
    assertThat(history.isSettled(window(WARM_UP - 1), OPTIONS), is(false));
    assertThat(history.isSettled(window(WARM_UP), OPTIONS), is(false));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStreamThatWasCorrectedEndsWithTheVerdictsOfHistory(boolean robust) throws CoderException {
    use(robust ? ROBUST : OPTIONS);
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] right = new double[40];
      Map<String, Anomaly> stream = new HashMap<>();
      history = new SeriesHistory(options);
      for (int i = 0; i < right.length; i++) {
        right[i] = random.nextInt(8) == 0 ? 900 : 100 + random.nextInt(5);
        boolean wrongAtFirst = random.nextInt(3) == 0;
        consolidate(stream, revise(i, wrongAtFirst ? 500 : right[i], Timing.ON_TIME));
        int corrected = Math.max(0, i - random.nextInt(3));
        consolidate(stream, revise(corrected, right[corrected], Timing.LATE));
        consolidate(stream, revise(i, right[i], Timing.LATE));
      }
      Map<String, Anomaly> once = new HashMap<>();
      history = new SeriesHistory(options);
      for (int i = 0; i < right.length; i++) {
        consolidate(once, revise(i, right[i], Timing.ON_TIME));
      }
      assertThat("seed " + seed, stream, is(once));
    }
  }

  @Test
  void afterARestartTheWindowsThatMayStillChangeAreStatedAnew() throws CoderException {
    warmUp();
    revise(WARM_UP, 900, Timing.ON_TIME);
    assertThat(usual, is(empty()));
    restart = Instant.EPOCH;
    assertThat(
        shown(revise(WARM_UP, 900, Timing.ON_TIME)),
        contains("-U latency_ms_p95 900", "+U latency_ms_p95 900"));
    // The windows of the minutes 8 and 9 may change, too.
    assertThat(
        usual.stream().filter(text -> text.contains("latency_ms_p95")).toList(),
        contains("8 latency_ms_p95 @11", "9 latency_ms_p95 @11"));
    assertThat(revise(WARM_UP, 900, Timing.ON_TIME), is(empty()));
    assertThat(usual, is(empty()));
  }

  @Test
  void afterARestartAWindowThatALostAttemptMayHaveJudgedIsSaidToBeUsual() throws CoderException {
    warmUp();
    // The windows that start at the minutes 10 and 11 end at 25 and 26.
    restart = Instant.EPOCH.plus(Duration.standardMinutes(25));
    assertThat(revise(WARM_UP, 100, Timing.ON_TIME), is(empty()));
    assertThat(
        usual.stream().filter(text -> text.startsWith("10 latency_ms_p95")).toList(),
        contains("10 latency_ms_p95 @11"));
    assertThat(revise(WARM_UP + 1, 100, Timing.ON_TIME), is(empty()));
    assertThat(usual, is(empty()));
  }

  private void warmUp() throws CoderException {
    for (int i = 0; i < WARM_UP; i++) {
      assertThat(revise(i, 100 + i % 3, Timing.ON_TIME), is(empty()));
    }
  }

  @Test
  void anIncidentIsOneRowFromItsFirstWindowToRecovery() throws CoderException {
    warmUp();
    int minute = WARM_UP;
    assertThat(rows(revise(minute, 104.5, Timing.ON_TIME)), contains("+I 10 warning going on"));
    assertThat(
        rows(revise(minute + 1, 900, Timing.ON_TIME)),
        contains("-U 10 warning going on", "+U 10 critical going on"));
    assertThat(revise(minute + 2, 950, Timing.ON_TIME), is(empty()));
    for (int calm = 3; calm < 18; calm++) {
      assertThat(revise(minute + calm, 101, Timing.ON_TIME), is(empty()));
    }
    // It was calm from the window that ends at 13 + 15 on, for 15 minutes.
    assertThat(
        rows(revise(minute + 18, 101, Timing.ON_TIME)),
        contains("-U 10 critical going on", "+U 10 critical over at 28"));
    assertThat(revise(minute + 19, 101, Timing.ON_TIME), is(empty()));
    assertThat(rows(revise(minute + 20, 900, Timing.ON_TIME)), contains("+I 30 critical going on"));
  }

  @Test
  void aLateCorrectionThatDisprovesTheFirstWindowMovesTheIncident() throws CoderException {
    warmUp();
    revise(WARM_UP, 900, Timing.ON_TIME);
    assertThat(revise(WARM_UP + 1, 900, Timing.ON_TIME), is(empty()));
    assertThat(
        rows(revise(WARM_UP, 101, Timing.LATE)),
        contains("-D 10 critical going on", "+I 11 critical going on"));
  }

  @Test
  void anIncidentThatGoesOnIsStatedAnewAfterARestartThoughItsFirstWindowIsSettled()
      throws CoderException {
    warmUp();
    for (int i = 0; i < 6; i++) {
      revise(WARM_UP + i, 900, Timing.ON_TIME);
    }
    restart = Instant.EPOCH;
    assertThat(
        rows(revise(WARM_UP + 6, 900, Timing.ON_TIME)),
        contains("-U 10 critical going on", "+U 10 critical going on"));
    assertThat(revise(WARM_UP + 7, 900, Timing.ON_TIME), is(empty()));
  }

  private static List<String> rows(List<Change<Anomaly>> changes) {
    return changes.stream()
        .map(
            c ->
                "%s %d %s %s"
                    .formatted(
                        c.kind().symbol(),
                        c.window().start().getMillis() / 60_000,
                        c.value().severity(),
                        c.value().incidentEndMillis() == null
                            ? "going on"
                            : "over at " + c.value().incidentEndMillis() / 60_000))
        .toList();
  }

  private void use(AnomalyOptions other) {
    options = other;
    coder = new SeriesHistoryCoder(other);
  }

  @Test
  void aHistoryOfTwoDaysTakesThreeKilobytes() throws CoderException {
    use(
        new AnomalyOptions(
            new RobustOptions(WARM_UP, 3, 5, 10),
            ZScoreOptions.defaults(),
            new WindowSteps(Duration.standardMinutes(15), Duration.standardMinutes(1)),
            Duration.standardMinutes(1)));
    history = new SeriesHistory(options);
    for (int i = 0; i < 2 * 24 * 60; i++) {
      revise(i, 100 + i % 7, Timing.ON_TIME);
    }
    assertThat(CoderUtils.encodeToByteArray(coder, history).length, lessThan(3100));
  }

  @Test
  void itsBytesAreThosePinned() throws IOException {
    warmUp();
    revise(WARM_UP, 900, Timing.ON_TIME);
    new PinnedBytes()
        .with("SeriesHistory", coder, history)
        .with("SeriesHistory, robust", new SeriesHistoryCoder(ROBUST), robust())
        .check("pipelines", "bytes-of-histories.txt");
  }

  private SeriesHistory robust() throws CoderException {
    use(ROBUST);
    history = new SeriesHistory(ROBUST);
    for (int i = 0; i < 20; i++) {
      revise(i * 15, i == 18 ? 900 : 100 + i % 3, Timing.ON_TIME);
    }
    return history;
  }

  /** Revises a history that has gone through its coder, as in a checkpoint. */
  private List<Change<Anomaly>> revise(int minute, double latencyP95, Timing timing)
      throws CoderException {
    history = CoderUtils.decodeFromByteArray(coder, CoderUtils.encodeToByteArray(coder, history));
    if (restart != null) {
      history.resume(7, restart.getMillis());
      restart = null;
    }
    Concluded out = new Concluded();
    usual = out.usual;
    history.revise(
        new Change<>(ChangeKind.INSERT, stats(latencyP95), window(minute), timing, 0, minute + 1L),
        options,
        out);
    return out.changes;
  }

  private static final class Concluded implements VerdictOutput {
    private final List<Change<Anomaly>> changes = new ArrayList<>();
    private final List<String> usual = new ArrayList<>();

    @Override
    public void change(Change<Anomaly> change) {
      changes.add(change);
    }

    @Override
    public void usual(IntervalWindow window, WatchedMetric metric, long version) {
      usual.add(window.start().getMillis() / 60_000 + " " + metric.column() + " @" + version);
    }
  }

  /** Applies the changes, each of which withdraws exactly what stands. */
  private static void consolidate(Map<String, Anomaly> standing, List<Change<Anomaly>> changes) {
    for (Change<Anomaly> change : changes) {
      String row = change.window() + " " + change.value().metric();
      Anomaly stood =
          change.isRetraction() ? standing.remove(row) : standing.put(row, change.value());
      assertThat(row, stood, is(change.isRetraction() ? change.value() : null));
    }
  }

  private static List<String> shown(List<Change<Anomaly>> changes) {
    return changes.stream()
        .map(c -> c.kind().symbol() + " " + c.value().metric() + " " + (int) c.value().value())
        .toList();
  }

  private static IntervalWindow window(int minute) {
    return new IntervalWindow(
        Instant.EPOCH.plus(Duration.standardMinutes(minute)), Duration.standardMinutes(15));
  }

  /** Only the latency varies. */
  private static PerformanceStats stats(double latencyP95) {
    return new PerformanceStats(
        900,
        900,
        9,
        0.01,
        1.0,
        latencyP95,
        latencyP95,
        latencyP95,
        0.0,
        latencyP95,
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
