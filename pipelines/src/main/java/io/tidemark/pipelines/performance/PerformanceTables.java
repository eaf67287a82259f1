package io.tidemark.pipelines.performance;

import io.tidemark.pipelines.row.Table;
import java.util.List;

/** The tables of requests: one row for each series and window. Both have the same columns. */
public final class PerformanceTables {

  private PerformanceTables() {}

  /** {@code performance_window}: fixed windows, for keys of these dimensions in this order. */
  public static Table<PerformanceStats> fixed(List<String> dimensions) {
    return of("performance_window", dimensions);
  }

  /** {@code sliding_window}: sliding windows, for keys of these dimensions in this order. */
  public static Table<PerformanceStats> sliding(List<String> dimensions) {
    return of("sliding_window", dimensions);
  }

  private static Table<PerformanceStats> of(String name, List<String> dimensions) {
    return Table.<PerformanceStats>named(name, dimensions)
        .withKey()
        .withDimension("model")
        .withDimension("region")
        .withDimensions()
        .withWindow()
        .withPane()
        .withLong("events", PerformanceStats::events)
        .withLong("requests", PerformanceStats::requests)
        .withLong("errors", PerformanceStats::errors)
        .withDouble("error_rate", PerformanceStats::errorRate)
        .withDouble("throughput_qps", PerformanceStats::throughputQps)
        .withDouble("latency_ms_avg", PerformanceStats::latencyMsAvg)
        .withDouble("latency_ms_min", PerformanceStats::latencyMsMin)
        .withDouble("latency_ms_max", PerformanceStats::latencyMsMax)
        .withDouble("latency_ms_stddev", PerformanceStats::latencyMsStddev)
        .withDouble("latency_ms_p50", PerformanceStats::latencyMsP50)
        .withDouble("latency_ms_p95", PerformanceStats::latencyMsP95)
        .withDouble("latency_ms_p99", PerformanceStats::latencyMsP99)
        .withDouble("cost_usd_total", PerformanceStats::costUsdTotal)
        .withDouble("cost_usd_avg", PerformanceStats::costUsdAvg)
        .withLong("input_tokens", PerformanceStats::inputTokens)
        .withLong("output_tokens", PerformanceStats::outputTokens)
        .withDouble("tokens_per_second", PerformanceStats::tokensPerSecond)
        .withDouble("quality_score_avg", PerformanceStats::qualityScoreAvg)
        .withUpdatedAt("updated_at")
        .withVersion();
  }
}
