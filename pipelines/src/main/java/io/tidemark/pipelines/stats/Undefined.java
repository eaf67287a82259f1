package io.tidemark.pipelines.stats;

import java.util.OptionalDouble;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What a row says where there is nothing to say: null, never NaN. */
final class Undefined {
  private Undefined() {}

  static @Nullable Double orNull(OptionalDouble statistic) {
    return statistic.isPresent() ? statistic.getAsDouble() : null;
  }

  static @Nullable Double ratio(long part, long whole) {
    return whole == 0 ? null : (double) part / whole;
  }

  /** The larger of two, either of which may be missing. */
  static @Nullable Double max(@Nullable Double a, @Nullable Double b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return Math.max(a, b);
  }
}
