package io.tidemark.pipelines.checkpoint;

import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Puts elements into the global window and keys them by one of {@value #SHARDS} shards, found by a
 * hash.
 */
public final class IntoShards<T> extends PTransform<PCollection<T>, PCollection<KV<Long, T>>> {

  /**
   * The number of shards. It is fixed: with another number, elements would overtake those of their
   * key that still wait in their old shard.
   */
  private static final int SHARDS = 4;

  private final SerializableFunction<T, Integer> hash;

  private IntoShards(SerializableFunction<T, Integer> hash) {
    this.hash = hash;
  }

  /** Returns the transform; elements of the same hash are in the same shard. */
  public static <T> IntoShards<T> by(SerializableFunction<T, Integer> hash) {
    return new IntoShards<>(hash);
  }

  /** Returns the shard of the elements with this hash. */
  static long shard(int hash) {
    return Math.floorMod(hash, SHARDS);
  }

  @Override
  public PCollection<KV<Long, T>> expand(PCollection<T> elements) {
    return elements
        .apply("IntoOneWindow", Window.into(new GlobalWindows()))
        .apply("Assign", ParDo.of(new AssignFn<>(hash)))
        .setCoder(KvCoder.of(VarLongCoder.of(), elements.getCoder()));
  }

  private static final class AssignFn<T> extends DoFn<T, KV<Long, T>> {

    private final SerializableFunction<T, Integer> hash;

    AssignFn(SerializableFunction<T, Integer> hash) {
      this.hash = hash;
    }

    @ProcessElement
    public void assign(@Element T element, OutputReceiver<KV<Long, T>> shards) {
      shards.output(KV.of(shard(hash.apply(element)), element));
    }
  }
}
