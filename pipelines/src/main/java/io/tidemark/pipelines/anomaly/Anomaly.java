package io.tidemark.pipelines.anomaly;

import java.util.Locale;
import java.util.Objects;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A time in which a metric of a series was far from what it usually shows: one incident, which is
 * stated for its first unusual window.
 *
 * @param metric which value: {@code latency_ms_p95}, {@code latency_ms_p50}, {@code error_rate},
 *     {@code cost_usd_avg} or {@code throughput_qps}
 * @param value the value of the window that made the incident as severe as it is; once it is over,
 *     of the worst window; in the unit that the name of the metric gives
 * @param baselineMean the usual value at that time, in the same unit
 * @param baselineStddev how far from the usual one standard deviation reaches, in the same unit, at
 *     least 0
 * @param zScore how many standard deviations the window was above the usual
 * @param severity {@code warning} or {@code critical}
 * @param incidentEndMillis end of the first window that was usual again, in milliseconds since the
 *     epoch; null while the incident goes on
 * @param explanation one sentence with all of this
 */
public record Anomaly(
    String metric,
    double value,
    double baselineMean,
    double baselineStddev,
    double zScore,
    String severity,
    @Nullable Long incidentEndMillis,
    String explanation) {

  public Anomaly {
    Objects.requireNonNull(metric, "metric");
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(explanation, "explanation");
  }

  /** Returns what is stated of an incident. */
  static Anomaly of(WatchedMetric metric, Incident incident) {
    Score score = incident.shown();
    return new Anomaly(
        metric.column(),
        score.reading().value(),
        score.expected(),
        score.deviation(),
        score.z(),
        score.severity().name().toLowerCase(Locale.ROOT),
        incident.isOver() ? incident.calmMillis() : null,
        Explanation.of(metric, score));
  }
}
