package io.tidemark.changelog;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * Values of one key that travel together, in the order of their arrival. Each is encoded as it
 * comes, while it is still in the processor's caches: those of a bundle no longer are when it ends.
 */
final class Batch<V> {
  private final Coder<V> coder;
  private final Block values;
  private int size;
  private long earliest;

  Batch(Coder<V> coder) {
    this(coder, new Block(), 0, Long.MAX_VALUE);
  }

  private Batch(Coder<V> coder, Block values, int size, long earliest) {
    this.coder = coder;
    this.values = values;
    this.size = size;
    this.earliest = earliest;
  }

  interface Visitor<V> {
    void visit(V value, long timestampMillis);
  }

  /** Appends a value. */
  void add(V value, long timestampMillis) throws IOException {
    values.writeLong(timestampMillis);
    coder.encode(value, values.out);
    size++;
    earliest = Math.min(earliest, timestampMillis);
  }

  int size() {
    return size;
  }

  /** The earliest timestamp in milliseconds since the epoch. */
  long earliest() {
    return earliest;
  }

  void forEach(Visitor<V> visitor) throws IOException {
    values.rewind();
    for (int left = size; left > 0; left--) {
      long timestamp = values.readLong();
      visitor.visit(coder.decode(values.in), timestamp);
    }
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Batch<?> that && size == that.size && values.hasBytesOf(that.values);
  }

  @Override
  public int hashCode() {
    return size;
  }

  /** Version, count, earliest timestamp, then as one block each value's timestamp and itself. */
  static final class BatchCoder<V> extends CustomCoder<Batch<V>> {
    private static final long serialVersionUID = 1;
    private static final int VERSION = 1;

    private final Coder<V> valueCoder;

    BatchCoder(Coder<V> valueCoder) {
      this.valueCoder = valueCoder;
    }

    @Override
    public void encode(Batch<V> batch, OutputStream out) throws IOException {
      out.write(VERSION);
      VarInt.encode(batch.size, out);
      VarInt.encode(batch.earliest, out);
      batch.values.writeTo(out);
    }

    @Override
    public Batch<V> decode(InputStream in) throws IOException {
      StateVersion.check(in, VERSION, "batches");
      int size = VarInt.decodeInt(in);
      long earliest = VarInt.decodeLong(in);
      return new Batch<>(valueCoder, Block.read(in), size, earliest);
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
