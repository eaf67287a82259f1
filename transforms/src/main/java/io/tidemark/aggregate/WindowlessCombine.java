package io.tidemark.aggregate;

import java.util.Arrays;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/** A Beam {@link CombineFn} where a {@link WindowedCombine} is asked for. */
record WindowlessCombine<V, A, O>(
    CombineFn<V, A, O> fn, Coder<A> accumulatorCoder, Coder<O> outputCoder)
    implements WindowedCombine<V, A, O> {

  @Override
  public A create() {
    return fn.createAccumulator();
  }

  @Override
  public A add(A acc, V value, long timestampMillis) {
    return fn.addInput(acc, value);
  }

  /** Beam allows a CombineFn to change the first accumulator of the list only. */
  @Override
  public A merge(A a, A b) {
    return fn.mergeAccumulators(Arrays.asList(a, b));
  }

  /** Beam lets a CombineFn answer with the accumulator itself, so it gets one of its own. */
  @Override
  public O finish(A acc, IntervalWindow window) {
    return fn.extractOutput(merge(fn.createAccumulator(), acc));
  }
}
