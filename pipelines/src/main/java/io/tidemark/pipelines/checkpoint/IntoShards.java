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

/** Deals elements out to {@value #SHARDS} shards by a hash, in the global window. */
public final class IntoShards<T> extends PTransform<PCollection<T>, PCollection<KV<Long, T>>> {

  /** Fixed: another number would send elements past those of their shard that still wait. */
  private static final int SHARDS = 4;

  private final SerializableFunction<T, Integer> hash;

  private IntoShards(SerializableFunction<T, Integer> hash) {
    this.hash = hash;
  }

  public static <T> IntoShards<T> by(SerializableFunction<T, Integer> hash) {
    return new IntoShards<>(hash);
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
      shards.output(KV.of((long) Math.floorMod(hash.apply(element), SHARDS), element));
    }
  }
}
