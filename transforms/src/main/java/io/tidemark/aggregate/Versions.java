package io.tidemark.aggregate;

import org.apache.beam.sdk.coders.CoderException;

/** The leading byte of every stored form. */
final class Versions {
  private Versions() {}

  /** Refuses bytes that a different version of {@code what} wrote. */
  static void require(String what, int known, byte found) throws CoderException {
    if (found != known) {
      throw new CoderException(
          what + " was written in version " + found + "; this program reads version " + known);
    }
  }
}
