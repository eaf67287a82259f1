package io.tidemark.testing;

import io.tidemark.aggregate.WindowedCombine;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/**
 * Aggregates to the sum of all values. A value is critical if the sum that it leads to, in its
 * slice or session, is at least {@code criticalFrom}.
 */
public final class Summing implements WindowedCombine<Integer, Integer, Integer> {
  private final int criticalFrom;

  public Summing() {
    this(Integer.MAX_VALUE);
  }

  public Summing(int criticalFrom) {
    this.criticalFrom = criticalFrom;
  }

  @Override
  public Integer create() {
    return 0;
  }

  @Override
  public Integer add(Integer accumulator, Integer value, long timestampMillis) {
    return accumulator + value;
  }

  @Override
  public Integer merge(Integer a, Integer b) {
    return a + b;
  }

  @Override
  public Integer finish(Integer accumulator, IntervalWindow window) {
    return accumulator;
  }

  @Override
  public boolean isCritical(Integer accumulator, Integer value) {
    return accumulator >= criticalFrom;
  }

  @Override
  public Coder<Integer> accumulatorCoder() {
    return VarIntCoder.of();
  }

  @Override
  public Coder<Integer> outputCoder() {
    return VarIntCoder.of();
  }
}
