package io.tidemark.changelog;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/** Values of one key that travel together, in the order of their arrival. */
final class Batch<V> {
  private final List<V> values = new ArrayList<>();
  private long[] timestamps = new long[8];
  private long earliest = Long.MAX_VALUE;

  void add(V value, long timestampMillis) {
    if (values.size() == timestamps.length) {
      timestamps = Arrays.copyOf(timestamps, 2 * timestamps.length);
    }
    timestamps[values.size()] = timestampMillis;
    values.add(value);
    earliest = Math.min(earliest, timestampMillis);
  }

  int size() {
    return values.size();
  }

  V value(int i) {
    return values.get(i);
  }

  /** In milliseconds since the epoch. */
  long timestamp(int i) {
    return timestamps[i];
  }

  long earliest() {
    return earliest;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Batch<?> that
        && values.equals(that.values)
        && Arrays.equals(timestamps, 0, size(), that.timestamps, 0, that.size());
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /**
   * Version, count, earliest timestamp, then as one block for each value how much later it is, and
   * the value.
   */
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
      VarInt.encode(batch.size(), out);
      VarInt.encode(batch.earliest, out);
      Block block = Block.ofThisThread();
      for (int i = 0; i < batch.size(); i++) {
        VarInt.encode(batch.timestamp(i) - batch.earliest, block.out);
        valueCoder.encode(batch.value(i), block.out);
      }
      block.writeTo(out);
    }

    @Override
    public Batch<V> decode(InputStream in) throws IOException {
      StateVersion.check(in, VERSION, "batches");
      int size = VarInt.decodeInt(in);
      long earliest = VarInt.decodeLong(in);
      Block block = Block.ofThisThread();
      block.readFrom(in);
      Batch<V> batch = new Batch<>();
      for (int left = size; left > 0; left--) {
        long timestamp = earliest + VarInt.decodeLong(block.in);
        batch.add(valueCoder.decode(block.in), timestamp);
      }
      return batch;
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
