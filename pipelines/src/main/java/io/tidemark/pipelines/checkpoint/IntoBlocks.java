package io.tidemark.pipelines.checkpoint;

import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Instant;

/**
 * Puts elements into the global window, in blocks of those of a bundle that have the same shard, as
 * {@link IntoShards} assigns them. A block ends with the bundle, or at {@value #FULL} bytes.
 */
final class IntoBlocks<T> extends PTransform<PCollection<T>, PCollection<KV<Long, byte[]>>> {
  private static final int FULL = 64 << 10;

  private final SerializableFunction<T, Integer> hash;

  IntoBlocks(SerializableFunction<T, Integer> hash) {
    this.hash = hash;
  }

  @Override
  public PCollection<KV<Long, byte[]>> expand(PCollection<T> elements) {
    return elements
        .apply("IntoOneWindow", Window.into(new GlobalWindows()))
        .apply("Gather", ParDo.of(new GatherFn<>(hash, elements.getCoder())))
        .setCoder(KvCoder.of(VarLongCoder.of(), ByteArrayCoder.of()));
  }

  @SuppressWarnings("UnusedMethod") // Beam calls them by their annotations.
  private static final class GatherFn<T> extends DoFn<T, KV<Long, byte[]>> {
    private final SerializableFunction<T, Integer> hash;
    private final Coder<T> coder;
    private transient Map<Long, Block<T>> blocks;
    private transient Instant latest;

    GatherFn(SerializableFunction<T, Integer> hash, Coder<T> coder) {
      this.hash = hash;
      this.coder = coder;
    }

    @StartBundle
    public void begin() {
      blocks = new TreeMap<>();
    }

    @ProcessElement
    public void gather(
        @Element T element, @Timestamp Instant timestamp, OutputReceiver<KV<Long, byte[]>> output) {
      latest = timestamp;
      long shard = IntoShards.shard(hash.apply(element));
      Block<T> block = blocks.computeIfAbsent(shard, s -> new Block<>(coder));
      block.add(element);
      if (block.size() >= FULL) {
        output.output(KV.of(shard, block.bytes()));
        blocks.remove(shard);
      }
    }

    @FinishBundle
    public void finish(FinishBundleContext context) {
      blocks.forEach(
          (shard, block) ->
              context.output(KV.of(shard, block.bytes()), latest, GlobalWindow.INSTANCE));
      blocks.clear();
    }
  }
}
