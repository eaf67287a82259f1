package io.tidemark.internal.sharding;

import io.tidemark.encoding.ByteBlock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.util.CoderUtils;

/**
 * A key as the bytes that its coder writes. Keys are equal if their bytes are, as in Beam, and the
 * hash depends on nothing else, so that every worker finds the same {@link #shard}.
 */
public final class EncodedKey implements Comparable<EncodedKey> {

  /**
   * The number of shards that keys are divided into. State is stored by the number of its shard, so
   * another count would lose it. There are enough shards for each of 128 workers to have some, and
   * few enough that what is done for each shard costs little beside what is done for its keys.
   */
  static final int SHARDS = 1 << 10;

  private final byte[] bytes;
  private final int hash;

  private EncodedKey(byte[] bytes) {
    this(bytes, hash(bytes, bytes.length));
  }

  private EncodedKey(byte[] bytes, int hash) {
    this.bytes = bytes;
    this.hash = hash;
  }

  /**
   * A key of these bytes, which are not copied.
   *
   * @param hash the hash that {@link #write} has returned for them
   */
  public static EncodedKey owning(byte[] bytes, int hash) {
    return new EncodedKey(bytes, hash);
  }

  /** Writes a key to a block, replacing what was in it, and returns the hash of the key. */
  @SuppressWarnings("deprecation") // The bytes of a key are those of the outer context, as in Beam.
  public static <K> int write(K key, Coder<K> coder, ByteBlock to) {
    to.clear();
    try {
      coder.encode(key, to.out, Coder.Context.OUTER);
    } catch (IOException e) {
      throw new IllegalArgumentException("key " + key + " cannot be encoded by " + coder, e);
    }
    return hash(to.array(), to.length());
  }

  /** Decodes the key. */
  <K> K decoded(Coder<K> coder) {
    try {
      return CoderUtils.decodeFromByteArray(coder, bytes);
    } catch (IOException e) {
      throw new IllegalStateException("a key cannot be decoded by " + coder, e);
    }
  }

  /** The shard of this key, from 0 to {@link #SHARDS} - 1. */
  long shard() {
    return shard(hash);
  }

  /** The shard of keys with this hash. */
  static int shard(int hash) {
    return hash & (SHARDS - 1);
  }

  /**
   * FNV-1a (Fowler, Noll, Vo), and then the finalizer of MurmurHash3, so that the lower bits, which
   * select the shard, depend on all others. It must not change, as it selects where state is.
   */
  private static int hash(byte[] bytes, int length) {
    int hash = 0x811c9dc5;
    for (int i = 0; i < length; i++) {
      hash = (hash ^ (bytes[i] & 0xff)) * 0x01000193;
    }
    hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
    return hash ^ (hash >>> 16);
  }

  /** An arbitrary total order, which is consistent with {@link #equals}. */
  @Override
  public int compareTo(EncodedKey that) {
    return hash != that.hash ? Integer.compare(hash, that.hash) : Arrays.compare(bytes, that.bytes);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof EncodedKey that && hash == that.hash && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return "EncodedKey" + Arrays.toString(bytes);
  }

  /** Encodes a key as the number of its bytes and the bytes. The hash is computed again. */
  public static final class EncodedKeyCoder extends AtomicCoder<EncodedKey> {
    private static final long serialVersionUID = 1;

    private static final EncodedKeyCoder INSTANCE = new EncodedKeyCoder();

    private EncodedKeyCoder() {}

    public static EncodedKeyCoder of() {
      return INSTANCE;
    }

    @Override
    public void encode(EncodedKey key, OutputStream out) throws IOException {
      ByteArrayCoder.of().encode(key.bytes, out);
    }

    @Override
    public EncodedKey decode(InputStream in) throws IOException {
      return new EncodedKey(ByteArrayCoder.of().decode(in));
    }

    @Override
    public boolean consistentWithEquals() {
      return true;
    }
  }
}
