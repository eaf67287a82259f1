package io.tidemark.internal.version;

import java.util.concurrent.ThreadLocalRandom;

/**
 * A random number that is drawn when state changes, and is stored with the state. What was derived
 * from the state and is kept in memory is valid only while the stored token is the one that it was
 * remembered with.
 *
 * <p>Tokens are from 1 to 2^48 - 1, so two draws are equal with a probability of 4e-15.
 */
public final class CacheToken {

  /** The token of state for which none was drawn. */
  public static final long NONE = 0;

  private static final long LARGEST = 1L << 48;

  private CacheToken() {}

  /** Draws a token. */
  public static long draw() {
    return ThreadLocalRandom.current().nextLong(NONE + 1, LARGEST);
  }
}
