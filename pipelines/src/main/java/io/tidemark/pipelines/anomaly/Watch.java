package io.tidemark.pipelines.anomaly;

import io.tidemark.aggregate.ZScoreBaseline;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * Watches one metric of one series: what is usual, and the incident that is going on. Immutable;
 * windows come in the order of their ends, so the same windows give the same incidents, to the bit.
 *
 * @param baseline what is usual
 * @param incident the last one, going on or over since the last window; null for none
 */
record Watch(Baseline baseline, @Nullable Incident incident) {

  /**
   * What became of one window.
   *
   * @param watch for the next window
   * @param score how unusual the window was
   */
  record Step(Watch watch, Score score) {}

  /** Returns a watch that has seen no window. */
  static Watch of(WatchedMetric metric, AnomalyOptions options) {
    Baseline baseline =
        options.robust() == null
            ? new ZScoreSeries(ZScoreBaseline.of(metric.options(options.zScore())))
            : RobustBaseline.of(options.robust(), options.steps(), metric);
    return new Watch(baseline, null);
  }

  /** Judges a window, and learns it. */
  Step next(Reading reading, Instant end, AnomalyOptions options) {
    Score score = baseline.score(reading, end);
    long at = end.getMillis();
    long size = options.steps().size().getMillis();
    Incident next = Incident.next(incident, score, at, options.warning(), size);
    boolean isGoingOn = next != null && !next.isOver();
    Baseline learned = baseline.learn(reading, end, isGoingOn ? next.millisAt(at) : -1);
    return new Step(new Watch(learned, next), score);
  }

  /** Whether an incident goes on. */
  boolean isInIncident() {
    return incident != null && !incident.isOver();
  }
}
