package io.tidemark.pipelines.anomaly;

import java.util.Objects;

/**
 * A value of a window that is far from what its series usually shows.
 *
 * @param metric which value: {@code latency_ms_p95}, {@code error_rate}, {@code cost_usd_avg} or
 *     {@code throughput_qps}
 * @param value the value of the window, in the unit that the name of the metric gives
 * @param baselineMean running mean of the series before this window, in the same unit
 * @param baselineStddev running standard deviation before this window, in the same unit, at least 0
 * @param zScore {@code (value - mean) / stddev}, positive above the mean
 * @param severity {@code warning} or {@code critical}
 */
public record Anomaly(
    String metric,
    double value,
    double baselineMean,
    double baselineStddev,
    double zScore,
    String severity) {

  public Anomaly {
    Objects.requireNonNull(metric, "metric");
    Objects.requireNonNull(severity, "severity");
  }
}
