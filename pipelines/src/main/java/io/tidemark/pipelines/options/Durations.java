package io.tidemark.pipelines.options;

import io.tidemark.config.Units;
import java.util.OptionalLong;

/** Durations as options write them: a whole number and a unit, {@code 250ms 30s 5m 4h 90d}. */
public final class Durations {

  /** What a duration is, in words. */
  public static final String FORM = Units.DURATION;

  private Durations() {}

  /**
   * The length of a duration in milliseconds; empty when {@code text} is not a duration. One that a
   * {@code long} cannot hold counts as {@code Long.MAX_VALUE}, 292 million years, which is above
   * the range of every option.
   */
  public static OptionalLong millis(String text) {
    return Units.millis(text);
  }

  /** The duration in the largest unit that divides it: {@code 90s}, {@code 5m}, {@code 250ms}. */
  public static String text(long millis) {
    return Units.duration(millis);
  }
}
