package io.tidemark.changelog;

import java.util.Arrays;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.util.CoderUtils;

/** State as a runner keeps it between two calls: bytes. */
final class Stored {

  private Stored() {}

  static <K> KeyBytes key(K key, Coder<K> coder) {
    Block bytes = new Block();
    int hash = KeyBytes.write(key, coder, bytes);
    return KeyBytes.owning(Arrays.copyOf(bytes.array(), bytes.length()), hash);
  }

  static <T> T through(Coder<T> coder, T value) {
    try {
      return CoderUtils.decodeFromByteArray(coder, CoderUtils.encodeToByteArray(coder, value));
    } catch (Exception e) {
      throw new AssertionError("state does not survive its coder: " + coder, e);
    }
  }
}
