package io.tidemark.aggregate;

import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/**
 * Aggregates a part of each value: {@link WindowedCombine#on}. Accumulator and output are those of
 * the aggregate of the parts, and so are their coders.
 */
record CombineOn<W, V, A, O>(WindowedCombine<V, A, O> combine, SerializableFunction<W, V> part)
    implements WindowedCombine<W, A, O> {

  @Override
  public A create() {
    return combine.create();
  }

  @Override
  public A add(A acc, W value, long timestampMillis) {
    return combine.add(acc, part.apply(value), timestampMillis);
  }

  @Override
  public A merge(A a, A b) {
    return combine.merge(a, b);
  }

  @Override
  public O finish(A acc, IntervalWindow window) {
    return combine.finish(acc, window);
  }

  @Override
  public boolean isCritical(A acc, W value) {
    return combine.isCritical(acc, part.apply(value));
  }

  @Override
  public Coder<A> accumulatorCoder() {
    return combine.accumulatorCoder();
  }

  @Override
  public Coder<O> outputCoder() {
    return combine.outputCoder();
  }
}
