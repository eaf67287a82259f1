package io.tidemark.internal.version;

import java.util.concurrent.ThreadLocalRandom;

/**
 * A number that is drawn when state changes, and stored with it: what was remembered of the state
 * counts only while the stored number is the one it was remembered with.
 */
public final class CacheToken {

  /** None was drawn. */
  public static final long NONE = 0;

  private static final long LARGEST = 1L << 48;

  private CacheToken() {}

  public static long draw() {
    return ThreadLocalRandom.current().nextLong(NONE + 1, LARGEST);
  }
}
