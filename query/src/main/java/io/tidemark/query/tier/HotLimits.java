package io.tidemark.query.tier;

import java.time.Duration;

/**
 * How much a hot tier holds.
 *
 * @param maxBytes of the heap, as they are counted
 * @param maxAge event time since the end of a window
 * @param sessionGapMillis the silence that ends a session: by no more than it may sessions of a key
 *     overlap
 */
public record HotLimits(long maxBytes, Duration maxAge, long sessionGapMillis) {
  /** 512 MB, an hour, and sessions of the default gap. */
  public static final HotLimits DEFAULT =
      new HotLimits(512L << 20, Duration.ofHours(1), Duration.ofMinutes(30).toMillis());

  public HotLimits {
    if (maxBytes < 1 << 20) {
      throw new IllegalArgumentException("maxBytes is " + maxBytes + "; at least 1 MB is needed");
    }
    if (maxAge.isNegative() || sessionGapMillis < 0) {
      throw new IllegalArgumentException(
          "maxAge " + maxAge + " and sessionGapMillis " + sessionGapMillis + " must be at least 0");
    }
  }
}
