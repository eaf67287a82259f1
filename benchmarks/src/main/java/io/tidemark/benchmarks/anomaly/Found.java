package io.tidemark.benchmarks.anomaly;

import io.tidemark.pipelines.Backtest;
import io.tidemark.pipelines.anomaly.Anomaly;
import io.tidemark.pipelines.anomaly.SeriesWatch;
import io.tidemark.pipelines.anomaly.WatchedMetric;
import io.tidemark.traffic.generate.Incident;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How an injected incident was found.
 *
 * @param afterMinutes from its start to the end of the first unusual window
 * @param endsAfterMinutes from its end to the end of the first usual window; null if there was none
 * @param isCritical whether it became critical
 */
record Found(long afterMinutes, @Nullable Long endsAfterMinutes, boolean isCritical) {
  private static final long MINUTE = 60_000;

  /** A window shows what happened up to its length ago. */
  private static final long SIZE = 15 * MINUTE;

  /**
   * Returns the first incident that began while windows had requests of the injected one, in the
   * right direction; none if there is none.
   */
  static Optional<Found> of(Backtest.Report report, Incident incident, List<WatchedMetric> by) {
    long start = GeneratedDay.START.plus(incident.start()).toEpochMilli();
    long end = start + incident.length().toMillis();
    boolean isRise = incident.kind() != Incident.Kind.TRAFFIC;
    return report.incidents().stream()
        .map(Backtest.Incident::found)
        .filter(f -> by.stream().anyMatch(m -> m.column().equals(f.anomaly().metric())))
        .filter(f -> f.anomaly().zScore() > 0 == isRise)
        .filter(f -> began(f) > start && began(f) <= end + SIZE)
        .min(Comparator.comparingLong(Found::began))
        .map(f -> of(f.anomaly(), began(f), start, end));
  }

  private static long began(SeriesWatch.Found found) {
    return found.window().end().getMillis();
  }

  private static Found of(Anomaly anomaly, long began, long start, long end) {
    Long over = anomaly.incidentEndMillis();
    return new Found(
        (began - start) / MINUTE,
        over == null ? null : (over - end) / MINUTE,
        anomaly.severity().equals("critical"));
  }

  /** Returns the median of the minutes that are known, in words. */
  static String median(List<Found> found, Function<Found, @Nullable Long> minutes) {
    List<Long> known = found.stream().map(minutes).filter(m -> m != null).sorted().toList();
    return known.isEmpty() ? "" : known.get(known.size() / 2) + " min";
  }
}
