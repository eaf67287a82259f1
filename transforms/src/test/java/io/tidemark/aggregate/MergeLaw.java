package io.tidemark.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.joda.time.Instant;

/**
 * The law of every {@link WindowedCombine}: merged in any grouping = added in any order. Partial
 * results travel through the coder, and the second argument of a merge stays as it was.
 */
final class MergeLaw {
  static final IntervalWindow WINDOW =
      new IntervalWindow(Instant.EPOCH, Instant.ofEpochMilli(300_000));

  private MergeLaw() {}

  /** Checks the law for one random grouping of {@code values}; {@code same} compares outputs. */
  static <V, A, O> void holds(
      WindowedCombine<V, A, O> combine, List<V> values, long seed, BiConsumer<O, O> same) {
    Random random = new Random(seed);
    A inOrder = fold(combine, values);
    List<V> shuffled = new ArrayList<>(values);
    Collections.shuffle(shuffled, random);
    same.accept(
        combine.finish(mergedAtRandom(combine, shuffled, random), WINDOW),
        combine.finish(inOrder, WINDOW));
  }

  private static <V, A, O> A fold(WindowedCombine<V, A, O> combine, List<V> values) {
    A acc = combine.create();
    for (V value : values) {
      acc = combine.add(acc, value, 0);
    }
    return acc;
  }

  private static <V, A, O> A mergedAtRandom(
      WindowedCombine<V, A, O> combine, List<V> values, Random random) {
    if (values.size() < 2 || random.nextInt(4) == 0) {
      return copy(combine.accumulatorCoder(), fold(combine, values));
    }
    int cut = random.nextInt(values.size() + 1);
    A left = mergedAtRandom(combine, values.subList(0, cut), random);
    A right = mergedAtRandom(combine, values.subList(cut, values.size()), random);
    A rightBefore = copy(combine.accumulatorCoder(), right);
    A merged = combine.merge(left, right);
    assertThat("the second argument of a merge", right, equalTo(rightBefore));
    return merged;
  }

  private static <A> A copy(Coder<A> coder, A acc) {
    try {
      return CoderUtils.clone(coder, acc);
    } catch (CoderException e) {
      throw new AssertionError(e);
    }
  }
}
