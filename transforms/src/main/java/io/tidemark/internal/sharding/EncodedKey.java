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
 * A key as its coder writes it. Keys are the same if their bytes are, as in Beam, and hash by them,
 * so that every worker finds the same {@link #shard}.
 */
public final class EncodedKey implements Comparable<EncodedKey> {

  /**
   * The number of shards that keys are divided into; stored, as a shard's state is found by its
   * number. Enough that each of 128 workers has some, and few enough that what costs something for
   * each is little beside what its keys cost.
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

  /** A key of these bytes; {@link #write} has returned the hash. */
  public static EncodedKey owning(byte[] bytes, int hash) {
    return new EncodedKey(bytes, hash);
  }

  /** Writes a key into a block; returns its hash. */
  @SuppressWarnings("deprecation")
  public // The bytes of a key are those of the outer context, as in Beam.
  static <K> int write(K key, Coder<K> coder, ByteBlock to) {
    to.clear();
    try {
      coder.encode(key, to.out, Coder.Context.OUTER);
    } catch (IOException e) {
      throw new IllegalArgumentException("key " + key + " cannot be encoded by " + coder, e);
    }
    return hash(to.array(), to.length());
  }

  /** The key again. */
  <K> K decoded(Coder<K> coder) {
    try {
      return CoderUtils.decodeFromByteArray(coder, bytes);
    } catch (IOException e) {
      throw new IllegalStateException("a key cannot be decoded by " + coder, e);
    }
  }

  /** From 0 to {@link #SHARDS} - 1. */
  long shard() {
    return shard(hash);
  }

  /** The shard of keys with this hash. */
  static int shard(int hash) {
    return hash & (SHARDS - 1);
  }

  /** FNV-1a (Fowler, Noll, Vo), then the finalizer of MurmurHash3, which mixes all bits. */
  private static int hash(byte[] bytes, int length) {
    int hash = 0x811c9dc5;
    for (int i = 0; i < length; i++) {
      hash = (hash ^ (bytes[i] & 0xff)) * 0x01000193;
    }
    hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
    return hash ^ (hash >>> 16);
  }

  /** Any order that tells different keys apart. */
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
    return "KeyBytes" + Arrays.toString(bytes);
  }

  /** The count of bytes, then the bytes. */
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
