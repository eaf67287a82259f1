package io.tidemark.pipelines.series;

import java.util.OptionalDouble;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Statistics that may be undefined: they are null, never NaN, because JSON has no NaN and SQL would
 * sort it above every number.
 */
public final class Nullables {
  private Nullables() {}

  /** Returns the statistic, or null if there is none, as for the mean of no values. */
  static @Nullable public Double orNull(OptionalDouble statistic) {
    return statistic.isPresent() ? statistic.getAsDouble() : null;
  }

  /** Returns {@code part / whole}, or null if {@code whole} is 0. */
  static @Nullable public Double ratio(long part, long whole) {
    return whole == 0 ? null : (double) part / whole;
  }

  /**
   * Returns the larger of two numbers; one that is null does not count, and two nulls give null.
   */
  static @Nullable public Double max(@Nullable Double a, @Nullable Double b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return Math.max(a, b);
  }
}
