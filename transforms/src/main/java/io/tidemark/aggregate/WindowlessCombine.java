package io.tidemark.aggregate;

import java.util.Arrays;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/** Adapts a Beam {@link CombineFn} to {@link WindowedCombine}; see {@link WindowedCombine#of}. */
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

  /** A CombineFn may change the first accumulator of the list only, which is {@code a}. */
  @Override
  public A merge(A a, A b) {
    return fn.mergeAccumulators(Arrays.asList(a, b));
  }

  /**
   * A CombineFn may return the accumulator itself as its output, which later values would change,
   * so it is given a copy.
   */
  @Override
  public O finish(A acc, IntervalWindow window) {
    return fn.extractOutput(merge(fn.createAccumulator(), acc));
  }
}
