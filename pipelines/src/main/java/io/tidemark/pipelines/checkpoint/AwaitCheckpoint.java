package io.tidemark.pipelines.checkpoint;

import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Instant;

/**
 * Holds each element back until a checkpoint has it, or until the job is drained, and then puts it
 * out with the processing time as its timestamp.
 *
 * <p>After a crash an element may come out once more. None comes out that a restored job does not
 * have.
 */
public final class AwaitCheckpoint<T> extends PTransform<PCollection<T>, PCollection<T>> {

  private final SerializableFunction<T, Integer> hash;

  private AwaitCheckpoint(SerializableFunction<T, Integer> hash) {
    this.hash = hash;
  }

  /**
   * Returns the transform.
   *
   * @param hash elements of the same hash come out in the order in which they came in
   */
  public static <T> AwaitCheckpoint<T> by(SerializableFunction<T, Integer> hash) {
    return new AwaitCheckpoint<>(hash);
  }

  @Override
  public PCollection<T> expand(PCollection<T> elements) {
    return elements
        .apply("Shard", IntoShards.by(hash))
        .apply("Await", ParDo.of(new LetGoFn<>(elements.getCoder())))
        .setCoder(elements.getCoder());
  }

  private static final class LetGoFn<T> extends AwaitCheckpointFn<T, T> {

    LetGoFn(Coder<T> coder) {
      super(coder);
    }

    @Override
    protected long lineage(T first) {
      return 0;
    }

    @Override
    protected void take(long shard, ShardSequence after, T value, OutputReceiver<T> output) {
      output.outputWithTimestamp(value, Instant.now());
    }

    @Override
    protected void takeAtEnd(
        long shard, ShardSequence after, PendingValue<T> pending, OutputReceiver<T> output) {
      take(shard, after, pending.value(), output);
    }
  }
}
