package io.tidemark.testing;

import io.tidemark.encoding.ByteBlock;
import io.tidemark.internal.sharding.EncodedKey;
import java.util.Arrays;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.util.CoderUtils;

/** State as a runner keeps it between two calls: bytes. */
public final class Stored {

  private Stored() {}

  public static <K> EncodedKey key(K key, Coder<K> coder) {
    ByteBlock bytes = new ByteBlock();
    int hash = EncodedKey.write(key, coder, bytes);
    return EncodedKey.owning(Arrays.copyOf(bytes.array(), bytes.length()), hash);
  }

  public static <T> T through(Coder<T> coder, T value) {
    try {
      return CoderUtils.decodeFromByteArray(coder, CoderUtils.encodeToByteArray(coder, value));
    } catch (Exception e) {
      throw new AssertionError("state does not survive its coder: " + coder, e);
    }
  }
}
