package io.tidemark.aggregate;

import io.tidemark.encoding.FormatVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.MapCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.util.VarInt;
import org.apache.beam.sdk.values.KV;

/**
 * Combines weighted keys into the {@code k} heaviest, by {@link TopKeys}; {@link
 * Aggregates#topKeys} makes one. Its input needs a {@link KvCoder}, for the coder of the keys.
 */
public final class TopKeysFn<K> extends CombineFn<KV<K, Long>, TopKeys<K>, List<KV<K, Long>>> {
  private static final long serialVersionUID = 1;

  private final int k;
  private final int capacity;

  TopKeysFn(int k, int capacity) {
    if (k < 1 || k > capacity) {
      throw new IllegalArgumentException(
          "k is " + k + ": allowed are 1 to the capacity, " + capacity);
    }
    this.k = k;
    this.capacity = capacity;
  }

  @Override
  public TopKeys<K> createAccumulator() {
    return new TopKeys<>(capacity);
  }

  @Override
  public TopKeys<K> addInput(TopKeys<K> keys, KV<K, Long> weighted) {
    keys.add(weighted.getKey(), weighted.getValue());
    return keys;
  }

  @Override
  public TopKeys<K> mergeAccumulators(Iterable<TopKeys<K>> parts) {
    TopKeys<K> merged = createAccumulator();
    parts.forEach(merged::mergeWith);
    return merged;
  }

  @Override
  public List<KV<K, Long>> extractOutput(TopKeys<K> keys) {
    return keys.top(k);
  }

  @Override
  @SuppressWarnings("unchecked")
  public Coder<TopKeys<K>> getAccumulatorCoder(CoderRegistry registry, Coder<KV<K, Long>> input) {
    return new TopKeysCoder<>(capacity, ((KvCoder<K, Long>) input).getKeyCoder());
  }

  @Override
  @SuppressWarnings("unchecked")
  public Coder<List<KV<K, Long>>> getDefaultOutputCoder(
      CoderRegistry registry, Coder<KV<K, Long>> input) {
    return ListCoder.of(KvCoder.of(((KvCoder<K, Long>) input).getKeyCoder(), VarLongCoder.of()));
  }

  /**
   * Encodes {@link TopKeys} as a version byte, the error as a varint, and the map of weights. The
   * bytes are not deterministic, as a map has no order; the capacity is the coder's own.
   */
  private static final class TopKeysCoder<K> extends CustomCoder<TopKeys<K>> {
    private static final long serialVersionUID = 1;
    private static final int VERSION = 1;

    private final int capacity;
    private final Coder<Map<K, Long>> weights;

    TopKeysCoder(int capacity, Coder<K> keys) {
      this.capacity = capacity;
      this.weights = MapCoder.of(keys, VarLongCoder.of());
    }

    @Override
    public void encode(TopKeys<K> value, OutputStream out) throws IOException {
      out.write(VERSION);
      VarInt.encode(value.error(), out);
      weights.encode(value.weights(), out);
    }

    @Override
    public TopKeys<K> decode(InputStream in) throws IOException {
      FormatVersion.check(in, VERSION, "top keys");
      long error = VarInt.decodeLong(in);
      return new TopKeys<>(capacity, weights.decode(in), error);
    }

    @Override
    public void verifyDeterministic() throws NonDeterministicException {
      throw new NonDeterministicException(this, "the weights are written in no set order");
    }
  }
}
