package io.tidemark.pipelines.anomaly;

import io.tidemark.aggregate.ZScoreOptions;
import io.tidemark.pipelines.performance.PerformanceStats;
import java.util.function.Function;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The values of a window that are compared with their baseline. The order of the constants is part
 * of the stored form.
 */
enum WatchedMetric {
  LATENCY_P95("latency_ms_p95", PerformanceStats::latencyMsP95, 1e-9),
  /** Differences below a hundredth, one error in a hundred requests, are not worth an alarm. */
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

  /** Returns the name of the column that the value has in the table of sliding windows. */
  String column() {
    return column;
  }

  /** Returns the value of a window; null if the window has none. */
  @Nullable Double of(PerformanceStats stats) {
    return value.apply(stats);
  }

  /**
   * Returns the options with the least standard deviation that counts for this metric, so that a
   * flat baseline does not make an anomaly of every small difference.
   */
  ZScoreOptions options(ZScoreOptions common) {
    return common.withMinStddev(minStddev, MIN_RELATIVE_STDDEV);
  }
}
