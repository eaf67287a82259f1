package io.tidemark.pipelines.anomaly;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeKind;
import io.tidemark.pipelines.performance.PerformanceStats;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * What is usual for one series, its incidents that go on, and those of its windows that may still
 * change a verdict.
 *
 * <p>The verdicts are a fold over the windows in the order of their ends: each window is scored
 * against those before it, and then learned. Windows that may still be revised are kept as they
 * are. When one changes, the fold is repeated from the first window kept, and each verdict that
 * comes out differently is withdrawn or replaced. So a corrected stream ends with the verdicts of a
 * run over the same events from files.
 */
final class SeriesHistory {

  /** The readings of one window. */
  static final class Judged {
    final IntervalWindow window;
    final EnumMap<WatchedMetric, Reading> readings = new EnumMap<>(WatchedMetric.class);

    /** Whether its verdicts, or that there are none, are emitted even if nothing has changed. */
    boolean isRestated;

    Judged(IntervalWindow window) {
      this.window = window;
    }
  }

  /** What is known of the series before the first window kept. */
  final EnumMap<WatchedMetric, Watch> watches = new EnumMap<>(WatchedMetric.class);

  /** The windows kept, by their end; all windows of a series have one length. */
  final TreeMap<Instant, Judged> windows = new TreeMap<>();

  /**
   * The incidents that were emitted, not withdrawn, and may still change, by the end of their first
   * window.
   */
  final TreeMap<Instant, EnumMap<WatchedMetric, Change<Anomaly>>> standing = new TreeMap<>();

  /** The number of the attempt that has judged last; 0 if attempts are not told apart. */
  long attempt;

  /**
   * An attempt that was lost may have judged windows that end by this processing time, in
   * milliseconds since the epoch; {@code Long.MIN_VALUE} if there was none.
   */
  long judgedBefore = Long.MIN_VALUE;

  /** Whether incidents that began before the windows kept are emitted even if nothing changed. */
  private boolean isRestated;

  SeriesHistory(AnomalyOptions options) {
    for (WatchedMetric metric : WatchedMetric.values()) {
      watches.put(metric, Watch.of(metric, options));
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
      Reading reading = metric.of(change.value(), options);
      if (reading == null) {
        judged.readings.remove(metric);
      } else {
        judged.readings.put(metric, reading);
      }
    }
    judge(change, options, out);
    settle(windows.lastKey().minus(options.revisable()), options);
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
    isRestated = true;
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

  /** Repeats the fold over the windows kept, and emits what has come out differently. */
  private void judge(Change<?> cause, AnomalyOptions options, VerdictOutput out) {
    TreeMap<Instant, EnumMap<WatchedMetric, Incident>> incidents = fold(options);
    IntervalWindow last = windows.lastEntry().getValue().window;
    TreeMap<Instant, Boolean> ends = new TreeMap<>();
    incidents.keySet().forEach(end -> ends.put(end, isRestated && !windows.containsKey(end)));
    standing.keySet().forEach(end -> ends.put(end, isRestated && !windows.containsKey(end)));
    windows.forEach((end, judged) -> ends.put(end, judged.isRestated));
    long length = last.end().getMillis() - last.start().getMillis();
    ends.forEach(
        (end, restated) -> {
          IntervalWindow window = new IntervalWindow(end.minus(length), end);
          Map<WatchedMetric, Incident> begun = incidents.getOrDefault(end, none());
          for (WatchedMetric metric : WatchedMetric.values()) {
            Incident incident = begun.get(metric);
            Anomaly verdict = incident == null ? null : Anomaly.of(metric, incident);
            state(metric, window, verdict, restated, cause.version(), out);
          }
        });
    isRestated = false;
    windows.values().forEach(judged -> judged.isRestated = false);
  }

  /**
   * Returns the incidents that go on in the windows kept, as they are after the last of these, by
   * the end of their first window.
   */
  private TreeMap<Instant, EnumMap<WatchedMetric, Incident>> fold(AnomalyOptions options) {
    TreeMap<Instant, EnumMap<WatchedMetric, Incident>> incidents = new TreeMap<>();
    for (WatchedMetric metric : WatchedMetric.values()) {
      Watch watch = watches.get(metric);
      if (watch.isInIncident()) {
        note(metric, watch.incident(), incidents);
      }
      for (Judged judged : windows.values()) {
        Reading reading = judged.readings.get(metric);
        if (reading != null) {
          watch = watch.next(reading, judged.window.end(), options).watch();
          note(metric, watch.incident(), incidents);
        }
      }
    }
    return incidents;
  }

  private static void note(
      WatchedMetric metric,
      @Nullable Incident incident,
      Map<Instant, EnumMap<WatchedMetric, Incident>> incidents) {
    if (incident != null) {
      incidents
          .computeIfAbsent(Instant.ofEpochMilli(incident.beganMillis()), end -> none())
          .put(metric, incident);
    }
  }

  private static <T> EnumMap<WatchedMetric, T> none() {
    return new EnumMap<>(WatchedMetric.class);
  }

  /** Emits the verdict on an incident that began with this window, or that there is none. */
  private void state(
      WatchedMetric metric,
      IntervalWindow window,
      @Nullable Anomaly verdict,
      boolean isStatedAnew,
      long version,
      VerdictOutput out) {
    Map<WatchedMetric, Change<Anomaly>> standing =
        this.standing.computeIfAbsent(window.end(), end -> none());
    Change<Anomaly> current = standing.get(metric);
    if (!isStatedAnew && Objects.equals(verdict, current == null ? null : current.value())) {
      return;
    }
    if (current != null) {
      ChangeKind kind = verdict == null ? ChangeKind.DELETE : ChangeKind.UPDATE_BEFORE;
      out.change(with(current, kind, version));
      standing.remove(metric);
    }
    if (verdict != null) {
      Change<Anomaly> next = next(current, verdict, window, version);
      standing.put(metric, next);
      out.change(next);
    } else if (isStatedAnew) {
      out.usual(window, metric, version);
    }
  }

  private static Change<Anomaly> next(
      @Nullable Change<Anomaly> current, Anomaly verdict, IntervalWindow window, long version) {
    return current == null
        ? new Change<>(ChangeKind.INSERT, verdict, window, Timing.ON_TIME, 0, version)
        // A verdict comes after its window's end: what replaces the first is late.
        : new Change<>(
            ChangeKind.UPDATE_AFTER,
            verdict,
            window,
            Timing.LATE,
            current.paneIndex() + 1,
            version);
  }

  private static Change<Anomaly> with(Change<Anomaly> current, ChangeKind kind, long version) {
    return new Change<>(
        kind, current.value(), current.window(), current.timing(), current.paneIndex(), version);
  }

  /** Learns, for good, the windows that end at or before {@code end}. */
  private void settle(Instant end, AnomalyOptions options) {
    while (!windows.isEmpty() && !windows.firstKey().isAfter(end)) {
      Judged settled = windows.pollFirstEntry().getValue();
      settled.readings.forEach(
          (metric, reading) ->
              watches.compute(
                  metric,
                  (m, watch) -> watch.next(reading, settled.window.end(), options).watch()));
    }
    standing
        .entrySet()
        .removeIf(
            began -> {
              if (!windows.containsKey(began.getKey())) {
                began.getValue().keySet().removeIf(metric -> !goesOn(metric, began.getKey()));
              }
              return began.getValue().isEmpty();
            });
  }

  /** Whether the incident that began with the window of this end may still change. */
  private boolean goesOn(WatchedMetric metric, Instant end) {
    Watch watch = watches.get(metric);
    return watch.isInIncident() && watch.incident().beganMillis() == end.getMillis();
  }
}
