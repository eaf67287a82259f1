package io.tidemark.pipelines.performance;

import io.tidemark.pipelines.row.Column.Cell;
import io.tidemark.pipelines.row.Table;
import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.transforms.SerializableFunction;

/**
 * The tables of requests: one row for each series and window. Both have the same columns, and that
 * of fixed windows has {@linkplain #withSketches sketches} too.
 */
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

  /** Adds the columns of migration V9, which stand behind all others. */
  public static Table<PerformanceStats> withSketches(Table<PerformanceStats> table) {
    return table
        .withBytes("latency_ms_sketch", stats -> stats.sketches().latencyMs())
        .withBytes("ttft_ms_sketch", stats -> stats.sketches().ttftMs())
        .withBytes(
            "time_per_output_token_ms_sketch", stats -> stats.sketches().timePerOutputTokenMs());
  }

  private static Table<PerformanceStats> of(String name, List<String> dimensions) {
    Table<PerformanceStats> table =
        Table.<PerformanceStats>named(name, dimensions)
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
    return withDetails(table);
  }

  /** Adds the columns of migration V6, which stand behind the others. */
  private static Table<PerformanceStats> withDetails(Table<PerformanceStats> table) {
    Table<PerformanceStats> more =
        withCosts(
            withMeasures(table)
                .withLong("streamed", stats -> stats.details().streamed())
                .withLong("cache_read_tokens", stats -> stats.details().cacheReadTokens())
                .withLong("cache_write_tokens", stats -> stats.details().cacheWriteTokens())
                .withLong("reasoning_tokens", stats -> stats.details().reasoningTokens())
                .withDouble("cache_hit_ratio", stats -> stats.details().cacheHitRatio()));
    for (ErrorClass kind : ErrorClass.values()) {
      more = more.withLong(column("errors_", kind), stats -> stats.details().errors(kind));
    }
    for (FinishReason reason : FinishReason.values()) {
      more = more.withLong(column("finish_", reason), stats -> stats.details().finishes(reason));
    }
    return more.withLong("usage_unknown", stats -> stats.details().usageUnknown())
        .withLong("unpriced", stats -> stats.details().unpriced());
  }

  private static String column(String prefix, Enum<?> constant) {
    return prefix + constant.name().toLowerCase(Locale.ROOT);
  }

  private static Table<PerformanceStats> withMeasures(Table<PerformanceStats> table) {
    Table<PerformanceStats> more = table;
    for (MeasureColumn column : MeasureColumn.ALL) {
      more = more.withDouble(column.name(), column::of);
    }
    return more;
  }

  private static Table<PerformanceStats> withCosts(Table<PerformanceStats> table) {
    return table
        .withDouble("cost_usd_input", part(CostParts::input))
        .withDouble("cost_usd_cache_read", part(CostParts::cacheRead))
        .withDouble("cost_usd_cache_write", part(CostParts::cacheWrite))
        .withDouble("cost_usd_output", part(CostParts::output));
  }

  private static Cell<PerformanceStats> part(SerializableFunction<CostParts, Double> part) {
    return stats -> {
      CostParts costs = stats.details().costUsd();
      return costs == null ? null : part.apply(costs);
    };
  }
}
