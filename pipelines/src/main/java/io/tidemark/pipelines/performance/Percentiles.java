package io.tidemark.pipelines.performance;

import io.tidemark.pipelines.series.Nullables;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a window knows of one {@link Measure}, in its unit; all null if no request has it. The
 * percentiles are of the nearest rank, within the relative error of the sketch.
 *
 * @param avg the mean
 * @param p50 the median
 * @param p95 the 95th percentile
 * @param p99 the 99th percentile
 */
public record Percentiles(
    @Nullable Double avg, @Nullable Double p50, @Nullable Double p95, @Nullable Double p99) {

  /** Of no request. */
  public static final Percentiles NONE = new Percentiles(null, null, null, null);

  /** Returns those of the values; with another mean than that of the values if one is given. */
  static Percentiles of(@Nullable Distribution values, @Nullable Double otherMean) {
    if (values == null) {
      return NONE;
    }
    return new Percentiles(
        otherMean == null ? Nullables.orNull(values.sum.mean()) : otherMean,
        Nullables.orNull(values.sketch.quantile(0.5)),
        Nullables.orNull(values.sketch.quantile(0.95)),
        Nullables.orNull(values.sketch.quantile(0.99)));
  }
}
