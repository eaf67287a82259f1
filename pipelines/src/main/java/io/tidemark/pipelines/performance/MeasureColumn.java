package io.tidemark.pipelines.performance;

import static io.tidemark.pipelines.performance.Measure.COST_USD;
import static io.tidemark.pipelines.performance.Measure.INPUT_TOKENS;
import static io.tidemark.pipelines.performance.Measure.OUTPUT_TOKENS;
import static io.tidemark.pipelines.performance.Measure.OUTPUT_TOKENS_PER_SECOND;
import static io.tidemark.pipelines.performance.Measure.QUEUE_MS;
import static io.tidemark.pipelines.performance.Measure.TIME_PER_OUTPUT_TOKEN_MS;
import static io.tidemark.pipelines.performance.Measure.TTFT_MS;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A column with one statistic of a {@link Measure}.
 *
 * @param measure what is measured
 * @param statistic the end of the name: {@code avg} or a percentile
 * @param value the statistic
 */
record MeasureColumn(
    Measure measure, String statistic, SerializableFunction<Percentiles, @Nullable Double> value)
    implements Serializable {

  static final List<MeasureColumn> ALL =
      List.of(
          avg(TTFT_MS),
          p50(TTFT_MS),
          p95(TTFT_MS),
          p99(TTFT_MS),
          avg(TIME_PER_OUTPUT_TOKEN_MS),
          p50(TIME_PER_OUTPUT_TOKEN_MS),
          p95(TIME_PER_OUTPUT_TOKEN_MS),
          p99(TIME_PER_OUTPUT_TOKEN_MS),
          avg(OUTPUT_TOKENS_PER_SECOND),
          p50(OUTPUT_TOKENS_PER_SECOND),
          p50(INPUT_TOKENS),
          p95(INPUT_TOKENS),
          p50(OUTPUT_TOKENS),
          p95(OUTPUT_TOKENS),
          p95(COST_USD),
          avg(QUEUE_MS),
          p95(QUEUE_MS));

  private static MeasureColumn avg(Measure measure) {
    return new MeasureColumn(measure, "avg", Percentiles::avg);
  }

  private static MeasureColumn p50(Measure measure) {
    return new MeasureColumn(measure, "p50", Percentiles::p50);
  }

  private static MeasureColumn p95(Measure measure) {
    return new MeasureColumn(measure, "p95", Percentiles::p95);
  }

  private static MeasureColumn p99(Measure measure) {
    return new MeasureColumn(measure, "p99", Percentiles::p99);
  }

  /** Returns the name of the column, such as {@code ttft_ms_p95}. */
  String name() {
    return measure.name().toLowerCase(Locale.ROOT) + "_" + statistic;
  }

  @Nullable Double of(PerformanceStats stats) {
    return value.apply(stats.details().measure(measure));
  }
}
