package io.tidemark.changelog;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * Values of one key that travel together, in the order of their arrival. Each is encoded as it
 * comes, while it is still in the processor's caches: those of a bundle no longer are when it ends.
 */
final class Batch<V> {
  private final KeyBytes key;
  private final Coder<V> coder;
  private byte[] bytes;
  private int length;
  private int size;
  private long earliest;

  /**
   * An empty one.
   *
   * @param expectedBytes that its values may take; more are found room for
   */
  Batch(KeyBytes key, Coder<V> coder, int expectedBytes) {
    this(key, coder, new byte[expectedBytes], 0, 0, Long.MAX_VALUE);
  }

  private Batch(KeyBytes key, Coder<V> coder, byte[] bytes, int length, int size, long earliest) {
    this.key = key;
    this.coder = coder;
    this.bytes = bytes;
    this.length = length;
    this.size = size;
    this.earliest = earliest;
  }

  interface Visitor<V> {
    void visit(V value, long timestampMillis);
  }

  /**
   * Appends a value.
   *
   * @param scratch is written over
   */
  void add(V value, long timestampMillis, Block scratch) throws IOException {
    scratch.clear();
    scratch.writeLong(timestampMillis);
    coder.encode(value, scratch.out);
    int needed = length + scratch.length();
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, needed));
    }
    scratch.copyTo(bytes, length);
    length = needed;
    size++;
    earliest = Math.min(earliest, timestampMillis);
  }

  KeyBytes key() {
    return key;
  }

  int size() {
    return size;
  }

  /** How many bytes the values take. */
  int length() {
    return length;
  }

  /** The earliest timestamp in milliseconds since the epoch. */
  long earliest() {
    return earliest;
  }

  void forEach(Visitor<V> visitor) throws IOException {
    Block values = Block.of(bytes, length);
    for (int left = size; left > 0; left--) {
      long timestamp = values.readLong();
      visitor.visit(coder.decode(values.in), timestamp);
    }
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Batch<?> that
        && key.equals(that.key)
        && size == that.size
        && Arrays.equals(bytes, 0, length, that.bytes, 0, that.length);
  }

  @Override
  public int hashCode() {
    return 31 * key.hashCode() + size;
  }

  /**
   * Version, key, count, earliest timestamp, then as one block each value's timestamp and itself.
   */
  static final class BatchCoder<V> extends CustomCoder<Batch<V>> {
    private static final long serialVersionUID = 1;
    private static final int VERSION = 2;

    private final Coder<V> valueCoder;

    BatchCoder(Coder<V> valueCoder) {
      this.valueCoder = valueCoder;
    }

    @Override
    public void encode(Batch<V> batch, OutputStream out) throws IOException {
      out.write(VERSION);
      KeyBytes.KeyBytesCoder.of().encode(batch.key, out);
      VarInt.encode(batch.size, out);
      VarInt.encode(batch.earliest, out);
      VarInt.encode(batch.length, out);
      out.write(batch.bytes, 0, batch.length);
    }

    @Override
    public Batch<V> decode(InputStream in) throws IOException {
      StateVersion.check(in, VERSION, "batches");
      KeyBytes key = KeyBytes.KeyBytesCoder.of().decode(in);
      int size = VarInt.decodeInt(in);
      long earliest = VarInt.decodeLong(in);
      byte[] bytes = new byte[VarInt.decodeInt(in)];
      if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
        throw new EOFException("a batch of " + bytes.length + " bytes ends before them");
      }
      return new Batch<>(key, valueCoder, bytes, bytes.length, size, earliest);
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
