package io.tidemark.benchmarks.flink;

import io.tidemark.aggregate.WindowedCombine;
import org.apache.flink.api.common.functions.AggregateFunction;

/** An accumulator as Flink's windows take it; how an element is added is left open. */
abstract class CombineFunction<E, A> implements AggregateFunction<E, A, A> {
  private static final long serialVersionUID = 1;

  final WindowedCombine<?, A, ?> combine;

  CombineFunction(WindowedCombine<?, A, ?> combine) {
    this.combine = combine;
  }

  @Override
  public final A createAccumulator() {
    return combine.create();
  }

  @Override
  public final A getResult(A accumulator) {
    return accumulator;
  }

  @Override
  public final A merge(A a, A b) {
    return combine.merge(a, b);
  }
}
