package io.tidemark.changelog;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/** Elements of one key that travel together, in the order of their arrival. */
final class Batch<V> {
  final List<V> values = new ArrayList<>();
  final List<Long> timestamps = new ArrayList<>();

  void add(V value, long timestampMillis) {
    values.add(value);
    timestamps.add(timestampMillis);
  }

  long earliest() {
    return timestamps.stream().mapToLong(Long::longValue).min().orElseThrow();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Batch<?> that
        && values.equals(that.values)
        && timestamps.equals(that.timestamps);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** Version, count, then each timestamp and value. */
  static final class BatchCoder<V> extends CustomCoder<Batch<V>> {
    private static final int VERSION = 1;

    private final Coder<V> valueCoder;

    BatchCoder(Coder<V> valueCoder) {
      this.valueCoder = valueCoder;
    }

    @Override
    public void encode(Batch<V> batch, OutputStream out) throws IOException {
      out.write(VERSION);
      VarInt.encode(batch.values.size(), out);
      for (int i = 0; i < batch.values.size(); i++) {
        VarInt.encode(batch.timestamps.get(i), out);
        valueCoder.encode(batch.values.get(i), out);
      }
    }

    @Override
    public Batch<V> decode(InputStream in) throws IOException {
      StateVersion.check(in, VERSION, "batches");
      Batch<V> batch = new Batch<>();
      for (int left = VarInt.decodeInt(in); left > 0; left--) {
        long timestamp = VarInt.decodeLong(in);
        batch.add(valueCoder.decode(in), timestamp);
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
