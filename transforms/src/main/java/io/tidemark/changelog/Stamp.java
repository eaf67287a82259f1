package io.tidemark.changelog;

import java.util.concurrent.ThreadLocalRandom;

/**
 * A number that is drawn when state changes, and stored with it: what was remembered of the state
 * counts only while the stored number is the one it was remembered with.
 */
final class Stamp {

  /** None was drawn. */
  static final long NONE = 0;

  private static final long LARGEST = 1L << 48;

  private Stamp() {}

  static long draw() {
    return ThreadLocalRandom.current().nextLong(NONE + 1, LARGEST);
  }
}
