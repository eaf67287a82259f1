package io.tidemark.pipelines.anomaly;

import io.tidemark.aggregate.ZScoreOptions;
import io.tidemark.pipelines.performance.PerformanceStats;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The values of a window that are compared with their baseline. The order of the constants is part
 * of the stored form.
 */
public enum WatchedMetric {
  LATENCY_P95("latency_ms_p95", PerformanceStats::latencyMsP95, none -> 0, 1e-9),
  /** Differences below a hundredth, one error in a hundred requests, are not worth an alarm. */
  ERROR_RATE("error_rate", PerformanceStats::errorRate, PerformanceStats::errors, 0.01),
  COST_PER_REQUEST("cost_usd_avg", PerformanceStats::costUsdAvg, none -> 0, 1e-9),
  THROUGHPUT("throughput_qps", PerformanceStats::throughputQps, PerformanceStats::requests, 1e-9),
  /**
   * Not among the metrics of z-scores. When all requests become slower, a median shows it with far
   * fewer of them than a 95th percentile.
   */
  LATENCY_P50("latency_ms_p50", PerformanceStats::latencyMsP50, none -> 0, 1e-9);

  private static final double MIN_RELATIVE_STDDEV = 0.01;

  /** The last decile of the normal distribution, in standard deviations. */
  private static final double NORMAL_DECILE = 1.2816;

  /** The same with 7 % more caution, for values whose tails are heavier even in logarithms. */
  private static final double CAUTIOUS_DECILE = 1.2;

  /** The 95th percentile of fewer requests is their maximum. */
  private static final int LEAST_FOR_P95 = 20;

  private static final int FIRST_DAY = 96;

  private final String column;
  private final Function<PerformanceStats, @Nullable Double> value;
  private final ToLongFunction<PerformanceStats> count;
  private final double minStddev;

  WatchedMetric(
      String column,
      Function<PerformanceStats, @Nullable Double> value,
      ToLongFunction<PerformanceStats> count,
      double minStddev) {
    this.column = column;
    this.value = value;
    this.count = count;
    this.minStddev = minStddev;
  }

  /** Returns the name of the column that the value has in the table of sliding windows. */
  public String column() {
    return column;
  }

  /** Returns what a window has of the metric; null if it has nothing, or it is not watched. */
  public @Nullable Reading of(PerformanceStats stats, AnomalyOptions options) {
    Double read = value.apply(stats);
    return read == null || options.robust() == null && this == LATENCY_P50
        ? null
        : new Reading(read, stats.requests(), count.applyAsLong(stats));
  }

  /**
   * Returns the options with the least standard deviation that counts for this metric, so that a
   * flat baseline does not make an anomaly of every small difference.
   */
  ZScoreOptions options(ZScoreOptions common) {
    return common.withMinStddev(minStddev, MIN_RELATIVE_STDDEV);
  }

  /** Returns a forecast that has learned nothing. */
  Forecast forecast() {
    return switch (this) {
      case ERROR_RATE -> PooledRate.none();
      case THROUGHPUT -> SeasonalLevel.of(Scale.COUNT);
      default -> SeasonalLevel.of(Scale.LOG);
    };
  }

  /**
   * Returns the least standard deviation of residuals. On the scales of counts and rates it is 1 by
   * their making; of latencies and costs, 7 %: by 21 % more nobody is woken.
   */
  double leastSpread() {
    return isLogarithmic() ? 0.07 : 1;
  }

  /** Returns where the last decile of ordinary residuals is taken to be, in deviations. */
  double lastDecile() {
    return isLogarithmic() ? CAUTIOUS_DECILE : NORMAL_DECILE;
  }

  /** Returns how many requests it takes to judge, if the options do not ask for more. */
  int leastRequests() {
    return this == LATENCY_P95 ? LEAST_FOR_P95 : 1;
  }

  /**
   * Returns the weight of a reading in the level. Traffic follows the hour of the day, which is not
   * known on the first day, so its level must be quick then.
   *
   * @param learned how many readings were learned
   */
  double weight(int learned) {
    if (this != THROUGHPUT) {
      return 0.1;
    }
    return learned < FIRST_DAY ? 0.3 : 0.15;
  }

  /** Whether a reading on this side of the usual is nothing to report: fewer errors. */
  boolean ignores(double z) {
    return z < 0 && this == ERROR_RATE;
  }

  /** Whether a reading on this side may be critical; lower latency or cost is a warning at most. */
  boolean alarms(double z) {
    return z > 0 || this == THROUGHPUT;
  }

  /** Returns a value of the forecast in the unit of the metric. */
  double shown(double forecast, WindowSteps steps) {
    return this == THROUGHPUT ? forecast / (steps.size().getMillis() / 1e3) : forecast;
  }

  private boolean isLogarithmic() {
    return this != ERROR_RATE && this != THROUGHPUT;
  }
}
