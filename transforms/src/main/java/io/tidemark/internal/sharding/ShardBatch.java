package io.tidemark.internal.sharding;

import io.tidemark.encoding.ByteBlock;
import io.tidemark.encoding.FormatVersion;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * Values of the keys of one shard that travel together, in the order of their arrival, each behind
 * its key.
 *
 * <p>They are told apart by key where the shard's keys are visited. To find one of ten thousand
 * keys for each value that is read takes memory which no near cache holds; the ends of 1,024
 * batches are held, and so are the few keys of one shard. Database systems partition by radix
 * before they join for the same reason (Boncz, Manegold and Kersten, <i>Database Architecture
 * Optimized for the New Bottleneck: Memory Access</i>, VLDB 1999).
 */
public final class ShardBatch<V> {
  /** Stands where a key would, if it is that of the value before. */
  private static final int SAME_KEY = 0;

  private final Coder<V> coder;
  private final byte[] bytes;
  private final int length;
  private final int size;

  private ShardBatch(Coder<V> coder, byte[] bytes, int length, int size) {
    this.coder = coder;
    this.bytes = bytes;
    this.length = length;
    this.size = size;
  }

  /**
   * Gathers the values of one batch after another. Each is encoded as it comes, while it is still
   * in the processor's caches: those of a bundle no longer are when it ends.
   */
  public static final class Builder<V> {
    private static final byte[] NONE = {};

    /** Bytes of a full batch: some thousand values. Runners may spill elements of megabytes. */
    private static final int FULL = 1 << 16;

    private final Coder<V> coder;
    private byte[] bytes = NONE;
    private int length;
    private int size;
    private long earliest;

    /** The key of the last value: its hash, where it stands, and its length, or -1 for none. */
    private int keyHash;

    private int keyAt;
    private int keyLength;

    private int lastLength;

    public Builder(Coder<V> coder) {
      this.coder = coder;
      clear();
    }

    /** Without values. */
    void clear() {
      bytes = NONE;
      length = 0;
      size = 0;
      earliest = Long.MAX_VALUE;
      keyLength = -1;
    }

    /**
     * Appends a value.
     *
     * @param key as {@link EncodedKey#write} has written it
     * @param keyHash what that returned
     * @param scratch is written over
     */
    public void add(ByteBlock key, int keyHash, V value, long timestampMillis, ByteBlock scratch)
        throws IOException {
      if (size == 0) { // A batch is mostly about as long as the last of its shard.
        bytes = new byte[Math.min(lastLength + lastLength / 16, FULL)];
      }
      scratch.goOnIn(bytes, length);
      if (keyHash == this.keyHash && key.length() == keyLength && scratch.holds(key, keyAt)) {
        scratch.writeVarLong(SAME_KEY);
      } else {
        scratch.writeVarLong(key.length() + 1L);
        scratch.writeInt(keyHash);
        keyAt = scratch.length();
        scratch.append(key);
        keyLength = key.length();
        this.keyHash = keyHash;
      }
      scratch.writeLong(timestampMillis);
      coder.encode(value, scratch.out);
      bytes = scratch.array();
      length = scratch.length();
      size++;
      earliest = Math.min(earliest, timestampMillis);
    }

    int size() {
      return size;
    }

    /** Whether the batch is to take no more values; it would, and values of any size. */
    boolean isFull() {
      return length >= FULL;
    }

    /** The earliest timestamp in milliseconds since the epoch. */
    long earliest() {
      return earliest;
    }

    /** The values so far; the next one begins another batch. */
    public ShardBatch<V> build() {
      ShardBatch<V> built = new ShardBatch<>(coder, bytes, length, size);
      lastLength = length;
      clear();
      return built;
    }
  }

  /** The values of each key; the keys in the order in which they came first. */
  Collection<KeyedValues<V>> byKey() throws IOException {
    Map<EncodedKey, KeyedValues<V>> byKey = new LinkedHashMap<>();
    ByteBlock values = ByteBlock.of(bytes, length);
    KeyedValues<V> current = null;
    for (int left = size; left > 0; left--) {
      int keyLength = (int) values.readVarLong() - 1;
      if (keyLength >= 0) {
        int hash = values.readInt();
        EncodedKey key = EncodedKey.owning(values.readBytes(keyLength), hash);
        current = byKey.computeIfAbsent(key, KeyedValues::new);
      } else if (current == null) {
        throw new IOException("the first value of a batch has no key");
      }
      long timestamp = values.readLong();
      current.add(coder.decode(values.in), timestamp);
    }
    return byKey.values();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ShardBatch<?> that
        && size == that.size
        && Arrays.equals(bytes, 0, length, that.bytes, 0, that.length);
  }

  @Override
  public int hashCode() {
    return 31 * length + size;
  }

  /**
   * Version, count, then as one block each value: the length of its key plus 1, the key's hash, the
   * key, or 0 if it is that of the value before; its timestamp and itself.
   */
  public static final class ShardBatchCoder<V> extends CustomCoder<ShardBatch<V>> {
    private static final long serialVersionUID = 1;
    private static final int VERSION = 3;

    private final Coder<V> valueCoder;

    public ShardBatchCoder(Coder<V> valueCoder) {
      this.valueCoder = valueCoder;
    }

    @Override
    public void encode(ShardBatch<V> batch, OutputStream out) throws IOException {
      out.write(VERSION);
      VarInt.encode(batch.size, out);
      VarInt.encode(batch.length, out);
      out.write(batch.bytes, 0, batch.length);
    }

    @Override
    public ShardBatch<V> decode(InputStream in) throws IOException {
      FormatVersion.check(in, VERSION, "batches");
      int size = VarInt.decodeInt(in);
      byte[] bytes = new byte[VarInt.decodeInt(in)];
      if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
        throw new EOFException("a batch of " + bytes.length + " bytes ends before them");
      }
      return new ShardBatch<>(valueCoder, bytes, bytes.length, size);
    }

    @Override
    public List<? extends Coder<?>> getCoderArguments() {
      return List.of(valueCoder);
    }

    @Override
    public void verifyDeterministic() throws NonDeterministicException {
      valueCoder.verifyDeterministic();
    }
  }
}
