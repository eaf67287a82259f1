package io.tidemark.pipelines.series;

import java.util.OptionalDouble;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What a row says where there is nothing to say: null, never NaN. */
public final class Nullables {
  private Nullables() {}

  static @Nullable public Double orNull(OptionalDouble statistic) {
    return statistic.isPresent() ? statistic.getAsDouble() : null;
  }

  static @Nullable public Double ratio(long part, long whole) {
    return whole == 0 ? null : (double) part / whole;
  }

  /** The larger of two, either of which may be missing. */
  static @Nullable public Double max(@Nullable Double a, @Nullable Double b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return Math.max(a, b);
  }
}
