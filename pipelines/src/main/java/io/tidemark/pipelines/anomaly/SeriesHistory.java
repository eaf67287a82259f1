package io.tidemark.pipelines.anomaly;

import io.tidemark.aggregate.Severity;
import io.tidemark.aggregate.ZScoreBaseline;
import io.tidemark.change.Change;
import io.tidemark.change.ChangeKind;
import io.tidemark.pipelines.performance.PerformanceStats;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * The baselines of one series, and those of its windows that may still change a verdict.
 *
 * <p>The verdicts are a fold over the windows in the order of their ends: each window is scored
 * against the baselines of those before it, and then learned. Windows that may still be revised are
 * kept as they are. When one changes, the fold is repeated from the first window kept, and each
 * verdict that comes out differently is withdrawn or replaced. So a corrected stream ends with the
 * verdicts of a run over the same events from files.
 */
final class SeriesHistory {

  /** The values of one window, and the anomalies that were emitted for it and not withdrawn. */
  static final class Judged {
    final IntervalWindow window;
    final EnumMap<WatchedMetric, Double> values = new EnumMap<>(WatchedMetric.class);
    final EnumMap<WatchedMetric, Change<Anomaly>> standing = new EnumMap<>(WatchedMetric.class);

    /** Whether its verdicts, or that there are none, are emitted even if nothing has changed. */
    boolean isRestated;

    Judged(IntervalWindow window) {
      this.window = window;
    }
  }

  /** Baselines of the series before the first window kept. */
  final EnumMap<WatchedMetric, ZScoreBaseline> baselines;

  /** The windows kept, by their end; all windows of a series have one length. */
  final TreeMap<Instant, Judged> windows = new TreeMap<>();

  /** The number of the attempt that has judged last; 0 if attempts are not told apart. */
  long attempt;

  /**
   * An attempt that was lost may have judged windows that end by this processing time, in
   * milliseconds since the epoch; {@code Long.MIN_VALUE} if there was none.
   */
  long judgedBefore = Long.MIN_VALUE;

  SeriesHistory(AnomalyOptions options) {
    baselines = new EnumMap<>(WatchedMetric.class);
    for (WatchedMetric metric : WatchedMetric.values()) {
      baselines.put(metric, ZScoreBaseline.of(metric.options(options.baseline())));
    }
  }

  /**
   * Takes in the new value of a window and emits what that changes.
   *
   * @param out is given each change of a verdict, in the order of the windows
   */
  void revise(Change<PerformanceStats> change, AnomalyOptions options, VerdictOutput out) {
    Judged judged = windows.computeIfAbsent(change.window().end(), end -> judged(change.window()));
    for (WatchedMetric metric : WatchedMetric.values()) {
      Double value = metric.of(change.value());
      if (value == null) {
        judged.values.remove(metric);
      } else {
        judged.values.put(metric, value);
      }
    }
    judge(change, out);
    settle(windows.lastKey().minus(options.revisable()));
  }

  private Judged judged(IntervalWindow window) {
    Judged judged = new Judged(window);
    judged.isRestated = window.end().getMillis() <= judgedBefore;
    return judged;
  }

  /**
   * Another attempt goes on from this state, which an earlier one may have left behind. What that
   * one concluded afterwards is lost here, but may stand in a table. So every window that it may
   * have judged is stated anew: with its verdict, or that it has none.
   *
   * @param nowMillis processing time
   */
  void resume(long nextAttempt, long nowMillis) {
    attempt = nextAttempt;
    judgedBefore = nowMillis;
    windows.values().forEach(judged -> judged.isRestated = true);
  }

  /**
   * Returns whether the window is so old that the baselines have learned it, or would have, so that
   * its verdict cannot change any more.
   */
  boolean isSettled(IntervalWindow window, AnomalyOptions options) {
    return !windows.isEmpty()
        && !windows.containsKey(window.end())
        && !window.end().isAfter(windows.lastKey().minus(options.revisable()));
  }

  /** Repeats the fold over the windows kept. */
  private void judge(Change<?> cause, VerdictOutput out) {
    Map<WatchedMetric, ZScoreBaseline> running = new EnumMap<>(baselines);
    for (Judged judged : windows.values()) {
      for (WatchedMetric metric : WatchedMetric.values()) {
        Double value = judged.values.get(metric);
        Anomaly verdict = value == null ? null : verdict(metric, running.get(metric), value);
        if (isToEmit(judged, metric, verdict)) {
          replace(judged, metric, verdict, cause, out);
        }
        if (value != null) {
          running.put(metric, running.get(metric).learn(value));
        }
      }
      judged.isRestated = false;
    }
  }

  private static boolean isToEmit(Judged judged, WatchedMetric metric, @Nullable Anomaly verdict) {
    Change<Anomaly> current = judged.standing.get(metric);
    return judged.isRestated || !Objects.equals(verdict, current == null ? null : current.value());
  }

  private static @Nullable Anomaly verdict(
      WatchedMetric metric, ZScoreBaseline baseline, double value) {
    ZScoreBaseline.Score score = baseline.score(value);
    if (score.severity() == Severity.NONE) {
      return null;
    }
    return new Anomaly(
        metric.column(),
        value,
        score.mean(),
        score.stddev(),
        score.z(),
        score.severity().name().toLowerCase(Locale.ROOT));
  }

  private static void replace(
      Judged judged,
      WatchedMetric metric,
      @Nullable Anomaly verdict,
      Change<?> cause,
      VerdictOutput out) {
    Change<Anomaly> current = judged.standing.get(metric);
    if (current != null) {
      ChangeKind kind = verdict == null ? ChangeKind.DELETE : ChangeKind.UPDATE_BEFORE;
      out.change(with(current, kind, cause.version()));
      judged.standing.remove(metric);
    }
    if (verdict == null) {
      if (judged.isRestated) {
        out.usual(judged.window, metric, cause.version());
      }
    } else {
      ChangeKind kind = current == null ? ChangeKind.INSERT : ChangeKind.UPDATE_AFTER;
      long index = current == null ? 0 : current.paneIndex() + 1;
      // A verdict comes after its window's end: the first is on time, what replaces it is late.
      Timing timing = current == null ? Timing.ON_TIME : Timing.LATE;
      Change<Anomaly> next =
          new Change<>(kind, verdict, judged.window, timing, index, cause.version());
      judged.standing.put(metric, next);
      out.change(next);
    }
  }

  private static Change<Anomaly> with(Change<Anomaly> current, ChangeKind kind, long version) {
    return new Change<>(
        kind, current.value(), current.window(), current.timing(), current.paneIndex(), version);
  }

  /** Lets the baselines learn, for good, the windows that end at or before {@code end}. */
  private void settle(Instant end) {
    while (!windows.isEmpty() && !windows.firstKey().isAfter(end)) {
      Judged settled = windows.pollFirstEntry().getValue();
      settled.values.forEach(
          (metric, value) -> baselines.put(metric, baselines.get(metric).learn(value)));
    }
  }
}
