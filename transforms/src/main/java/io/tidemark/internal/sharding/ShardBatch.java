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
 * Values of the keys of one shard that are sent together, encoded in the order of their arrival,
 * each behind its key.
 *
 * <p>Values are grouped by shard when they are read, and by key only when the shard is visited.
 * Finding one of ten thousand keys for each value that is read would need more memory than the near
 * caches of a processor hold. They do hold the ends of 1,024 batches, and later the few keys of one
 * shard. Database systems partition by radix before they join for the same reason (Boncz, Manegold
 * and Kersten, <i>Database Architecture Optimized for the New Bottleneck: Memory Access</i>, VLDB
 * 1999).
 */
public final class ShardBatch<V> {
  /** Written in place of a key that is the same as that of the value before. */
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
   * Gathers the values of one batch after another. Each value is encoded when it is added, while it
   * is still in the processor's caches, which it would not be when the bundle ends.
   */
  public static final class Builder<V> {
    private static final byte[] NONE = {};

    /**
     * The number of bytes from which a batch is full, which is some thousand values. It is small
     * because a runner may write elements of megabytes to disk.
     */
    private static final int FULL = 1 << 16;

    private final Coder<V> coder;
    private byte[] bytes = NONE;
    private int length;
    private int size;
    private long earliest;

    /** The hash of the key of the last value. */
    private int keyHash;

    /** Where in the bytes that key begins. */
    private int keyAt;

    /** The length of that key; -1 if there is no value yet. */
    private int keyLength;

    /** The number of bytes of the batch before. */
    private int lastLength;

    public Builder(Coder<V> coder) {
      this.coder = coder;
      clear();
    }

    /** Removes all values. */
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
     * @param key the key, as {@link EncodedKey#write} has written it
     * @param keyHash the hash that it returned
     * @param timestampMillis the event time of the value
     * @param scratch a block to work with, whose content is lost
     */
    public void add(ByteBlock key, int keyHash, V value, long timestampMillis, ByteBlock scratch)
        throws IOException {
      if (size == 0) { // Mostly a batch is about as long as the one before it.
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

    /** Whether the batch should be built. It can still take values, and values of any size. */
    boolean isFull() {
      return length >= FULL;
    }

    /** The earliest event time, in milliseconds since the epoch. */
    long earliest() {
      return earliest;
    }

    /** Returns the batch of the values so far. The next value begins another one. */
    public ShardBatch<V> build() {
      ShardBatch<V> built = new ShardBatch<>(coder, bytes, length, size);
      lastLength = length;
      clear();
      return built;
    }
  }

  /** Decodes the values and groups them by key, in the order of the first value of each key. */
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
   * Encodes a batch as a version byte, the number of values, the number of bytes to come, and the
   * values. Before each value are its key and its event time in eight bytes. A key is written as
   * its length plus 1, its hash in four bytes and its bytes, or as 0 if it is that of the value
   * before.
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
        throw new EOFException("the stream ends before a batch of " + bytes.length + " bytes does");
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
