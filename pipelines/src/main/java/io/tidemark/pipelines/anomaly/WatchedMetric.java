package io.tidemark.pipelines.anomaly;

import io.tidemark.aggregate.ZScoreOptions;
import io.tidemark.pipelines.performance.PerformanceStats;
import java.util.function.Function;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The values of a window that are held against their baseline, named as their column. */
enum WatchedMetric {
  LATENCY_P95("latency_ms_p95", PerformanceStats::latencyMsP95, 1e-9),
  /** A hundredth is the smallest difference that matters: one error in a hundred requests. */
  ERROR_RATE("error_rate", PerformanceStats::errorRate, 0.01),
  COST_PER_REQUEST("cost_usd_avg", PerformanceStats::costUsdAvg, 1e-9),
  THROUGHPUT("throughput_qps", PerformanceStats::throughputQps, 1e-9);

  private static final double MIN_RELATIVE_STDDEV = 0.01;

  private final String column;
  private final Function<PerformanceStats, @Nullable Double> value;
  private final double minStddev;

  WatchedMetric(
      String column, Function<PerformanceStats, @Nullable Double> value, double minStddev) {
    this.column = column;
    this.value = value;
    this.minStddev = minStddev;
  }

  String column() {
    return column;
  }

  /** The value of a window; null when the window has none. */
  @Nullable Double of(PerformanceStats stats) {
    return value.apply(stats);
  }

  /** The thresholds, with this metric's floor under the standard deviation. */
  ZScoreOptions options(ZScoreOptions common) {
    return common.withMinStddev(minStddev, MIN_RELATIVE_STDDEV);
  }
}
