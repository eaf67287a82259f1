package io.tidemark.changelog;

import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.util.CoderUtils;

/** State as a runner keeps it between two calls: bytes. */
final class Stored {

  private Stored() {}

  static <T> T through(Coder<T> coder, T value) {
    try {
      return CoderUtils.decodeFromByteArray(coder, CoderUtils.encodeToByteArray(coder, value));
    } catch (Exception e) {
      throw new AssertionError("state does not survive its coder: " + coder, e);
    }
  }
}
