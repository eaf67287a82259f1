package io.tidemark.aggregate;

import java.io.Serializable;
import org.apache.beam.sdk.coders.CannotProvideCoderException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/**
 * A {@link CombineFn} that also sees event times and, at the end, the window: so it can answer in
 * rates and durations.
 *
 * <p>The law: for every split of the same values, {@code merge(fold(left), fold(right))} and {@code
 * fold(left + right)} finish to the same output, in any order.
 *
 * @param <V> a value
 * @param <A> what is kept between values
 * @param <O> what is known of a window in the end
 */
public interface WindowedCombine<V, A, O> extends Serializable {

  /** An accumulator of no values. */
  A create();

  /**
   * The accumulator with one more value. May change and return {@code acc}.
   *
   * @param timestampMillis event time, in milliseconds since the epoch
   */
  A add(A acc, V value, long timestampMillis);

  /** Both together. May change and return {@code a}; never changes or returns {@code b}. */
  A merge(A a, A b);

  /**
   * What the values of {@code window}, {@code [start, end)}, amount to. Leaves {@code acc} as is,
   * and shares nothing with it that a later value changes.
   */
  O finish(A acc, IntervalWindow window);

  /**
   * Whether the windows of a value just added shall fire at once, where their firing does so for
   * critical values: for what no value tells alone, such as a burst of errors. By default never.
   *
   * @param acc with the value; of its slice where windows share slices, of its session otherwise
   */
  default boolean isCritical(A acc, V value) {
    return false;
  }

  /** Writes accumulators; deterministic. */
  Coder<A> accumulatorCoder();

  /** Writes outputs; deterministic. */
  Coder<O> outputCoder();

  /**
   * A {@link CombineFn}, which looks at neither event times nor the window, with coders from the
   * registry.
   *
   * @param valueCoder the coder of its input, from which those of accumulator and output follow
   * @throws IllegalArgumentException if the registry has no coder for one of the two
   */
  static <V, A, O> WindowedCombine<V, A, O> of(
      CombineFn<V, A, O> fn, CoderRegistry registry, Coder<V> valueCoder) {
    try {
      return of(
          fn,
          fn.getAccumulatorCoder(registry, valueCoder),
          fn.getDefaultOutputCoder(registry, valueCoder));
    } catch (CannotProvideCoderException e) {
      throw new IllegalArgumentException(
          "no coder for the accumulator or the output of "
              + fn
              + ": register one, or name both with WindowedCombine.of(fn, accumulatorCoder,"
              + " outputCoder)",
          e);
    }
  }

  /** A {@link CombineFn}, which looks at neither event times nor the window, with these coders. */
  static <V, A, O> WindowedCombine<V, A, O> of(
      CombineFn<V, A, O> fn, Coder<A> accumulatorCoder, Coder<O> outputCoder) {
    return new WindowlessCombine<>(fn, accumulatorCoder, outputCoder);
  }

  /** The same aggregate of what {@code value} takes from the values of another type. */
  default <W> WindowedCombine<W, A, O> on(SerializableFunction<W, V> value) {
    return new CombineOn<>(this, value);
  }
}
