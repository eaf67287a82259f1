package io.tidemark.pipelines.price;

import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Prices from a date of effect on, which may be higher for long requests.
 *
 * @param fromMillis the first millisecond at which they hold, since the epoch; {@link #ALWAYS} for
 *     no beginning
 * @param hours of the day within which they hold; null for all
 * @param base the prices of a request with few input tokens
 * @param above those of larger ones, the largest threshold first
 */
record Tariff(long fromMillis, @Nullable Hours hours, Rates base, List<Above> above) {

  /** The beginning of prices without one. */
  static final long ALWAYS = Long.MIN_VALUE;

  /**
   * All prices of a request with more input tokens than a threshold.
   *
   * @param rates complete: what the threshold does not change is that of below it
   */
  record Above(long inputTokens, Rates rates) {}

  Tariff {
    above = List.copyOf(above);
  }

  /** Returns whether they hold at this time, in milliseconds since the epoch. */
  boolean holdsAt(long millis) {
    return fromMillis <= millis && (hours == null || hours.contains(millis));
  }

  /** Returns the prices of all tokens of a request with so many input tokens: a cliff. */
  Rates rates(long inputTokens) {
    for (int i = 0; i < above.size(); i++) { // no iterator: this is asked for every event
      if (inputTokens > above.get(i).inputTokens()) {
        return above.get(i).rates();
      }
    }
    return base;
  }
}
