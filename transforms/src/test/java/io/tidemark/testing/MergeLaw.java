package io.tidemark.testing;

import io.tidemark.aggregate.WindowedCombine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;

/**
 * The law of every {@link WindowedCombine}: values that are merged in any grouping and order give
 * the same output as values that are added one after the other.
 *
 * <p>On the way, accumulators pass through their coder, as they do in a runner, and the second
 * argument of a merge must stay as it was.
 */
public final class MergeLaw {

  /** The window of all outputs: the first five minutes of the epoch. */
  public static final IntervalWindow WINDOW =
      new IntervalWindow(Instant.EPOCH, Instant.ofEpochMilli(300_000));

  private MergeLaw() {}

  /**
   * Checks the law for one random order and grouping of {@code values}.
   *
   * @param same fails if the output of the merged accumulator, its first argument, is not the one
   *     that is expected, its second
   */
  public static <V, A, O> void holds(
      WindowedCombine<V, A, O> combine,
      List<TimestampedValue<V>> values,
      long seed,
      BiConsumer<O, O> same) {
    same.accept(
        combine.finish(mergedAtRandom(combine, values, seed), WINDOW),
        combine.finish(inOrder(combine, values), WINDOW));
  }

  /** These values at the epoch, for a combine that does not look at event times. */
  public static <V> List<TimestampedValue<V>> atEpoch(List<V> values) {
    return values.stream().map(value -> TimestampedValue.of(value, Instant.EPOCH)).toList();
  }

  /** The accumulator to which all values were added in order. */
  public static <V, A> A inOrder(
      WindowedCombine<V, A, ?> combine, List<TimestampedValue<V>> values) {
    A accumulator = combine.create();
    for (TimestampedValue<V> value : values) {
      accumulator = combine.add(accumulator, value.getValue(), value.getTimestamp().getMillis());
    }
    return accumulator;
  }

  /** The accumulator of the same values in an order and grouping that {@code seed} determines. */
  public static <V, A> A mergedAtRandom(
      WindowedCombine<V, A, ?> combine, List<TimestampedValue<V>> values, long seed) {
    Random random = new Random(seed);
    List<TimestampedValue<V>> shuffled = new ArrayList<>(values);
    Collections.shuffle(shuffled, random);
    return merged(combine, shuffled, random);
  }

  private static <V, A> A merged(
      WindowedCombine<V, A, ?> combine, List<TimestampedValue<V>> values, Random random) {
    if (values.size() < 2 || random.nextInt(4) == 0) {
      return decoded(
          combine.accumulatorCoder(), bytes(combine.accumulatorCoder(), inOrder(combine, values)));
    }
    int cut = random.nextInt(values.size() + 1);
    A left = merged(combine, values.subList(0, cut), random);
    A right = merged(combine, values.subList(cut, values.size()), random);
    byte[] before = bytes(combine.accumulatorCoder(), right);
    A both = combine.merge(left, right);
    if (!Arrays.equals(bytes(combine.accumulatorCoder(), right), before)) {
      throw new AssertionError(
          "merge changed its second argument from "
              + decoded(combine.accumulatorCoder(), before)
              + " to "
              + right);
    }
    return both;
  }

  private static <A> byte[] bytes(Coder<A> coder, A accumulator) {
    try {
      return CoderUtils.encodeToByteArray(coder, accumulator);
    } catch (CoderException e) {
      throw new AssertionError("accumulator " + accumulator + " cannot be encoded", e);
    }
  }

  private static <A> A decoded(Coder<A> coder, byte[] bytes) {
    try {
      return CoderUtils.decodeFromByteArray(coder, bytes);
    } catch (CoderException e) {
      throw new AssertionError("an accumulator does not survive its coder " + coder, e);
    }
  }
}
