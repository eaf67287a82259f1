package io.tidemark.testing;

import io.tidemark.aggregate.WindowedCombine;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/**
 * Aggregates to the list of all values in ascending order, in which a value that is lost or counted
 * twice shows.
 */
public final class Listing implements WindowedCombine<Integer, List<Integer>, List<Integer>> {

  @Override
  public List<Integer> create() {
    return new ArrayList<>();
  }

  @Override
  public List<Integer> add(List<Integer> accumulator, Integer value, long timestampMillis) {
    accumulator.add(value);
    return accumulator;
  }

  @Override
  public List<Integer> merge(List<Integer> a, List<Integer> b) {
    a.addAll(b);
    return a;
  }

  @Override
  public List<Integer> finish(List<Integer> accumulator, IntervalWindow window) {
    return accumulator.stream().sorted().toList();
  }

  @Override
  public Coder<List<Integer>> accumulatorCoder() {
    return ListCoder.of(VarIntCoder.of());
  }

  @Override
  public Coder<List<Integer>> outputCoder() {
    return ListCoder.of(VarIntCoder.of());
  }
}
