package io.tidemark.aggregate;

import java.io.Serializable;
import org.apache.beam.sdk.coders.CannotProvideCoderException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/**
 * A {@link CombineFn} that also sees the event time of each value and, when it finishes, the
 * window, so that its output can be a rate or a duration. {@link #of} makes one of any {@link
 * CombineFn}.
 *
 * <pre>{@code
 * record RequestsPerSecond() implements WindowedCombine<String, Long, Double> {
 *   @Override
 *   public Long create() {
 *     return 0L;
 *   }
 *
 *   @Override
 *   public Long add(Long count, String request, long timestampMillis) {
 *     return count + 1;
 *   }
 *
 *   @Override
 *   public Long merge(Long a, Long b) {
 *     return a + b;
 *   }
 *
 *   @Override
 *   public Double finish(Long count, IntervalWindow window) {
 *     return count * 1000.0 / (window.end().getMillis() - window.start().getMillis());
 *   }
 *
 *   @Override
 *   public Coder<Long> accumulatorCoder() {
 *     return VarLongCoder.of();
 *   }
 *
 *   @Override
 *   public Coder<Double> outputCoder() {
 *     return DoubleCoder.of();
 *   }
 * }
 * }</pre>
 *
 * <p>An implementation must obey one law: for every split of the same values and every order,
 * {@code merge(fold(left), fold(right))} and {@code fold(left + right)} finish to the same output.
 * Windows assembled from shared slices and sessions that merge depend on it.
 *
 * @param <V> the type of a value
 * @param <A> the type of the accumulator, which is kept in state between values
 * @param <O> the type of the output of one window
 */
public interface WindowedCombine<V, A, O> extends Serializable {

  /** Returns a new accumulator of no values. */
  A create();

  /**
   * Returns the accumulator with one more value. May change {@code acc} and return it.
   *
   * @param timestampMillis event time, in milliseconds since the epoch
   */
  A add(A acc, V value, long timestampMillis);

  /**
   * Returns an accumulator of the values of both. May change {@code a} and return it, but must
   * neither change nor return {@code b}.
   */
  A merge(A a, A b);

  /**
   * Returns the output of a window.
   *
   * @param acc the values of the window; not changed, as it may take more values later. The output
   *     must not share any mutable part with it
   * @param window {@code [start, end)}
   */
  O finish(A acc, IntervalWindow window);

  /**
   * Whether the windows of the value that was just added fire at once, in those windowings whose
   * {@code Firing} has {@code withCritical()}. It is for conditions that a single value does not
   * show, such as a burst of errors. By default no value is critical.
   *
   * @param acc the accumulator, including the value: of one slice if the windows are fixed or
   *     sliding, of the whole session otherwise
   */
  default boolean isCritical(A acc, V value) {
    return false;
  }

  /** The coder of accumulators. */
  Coder<A> accumulatorCoder();

  /** The coder of outputs. */
  Coder<O> outputCoder();

  /**
   * Adapts a {@link CombineFn}, which looks at neither event times nor the window, and takes its
   * coders from the registry.
   *
   * @param fn combines the values
   * @param registry provides the coders of the accumulator and of the output
   * @param valueCoder the coder of the values, from which the other two are inferred
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

  /**
   * Adapts a {@link CombineFn}, which looks at neither event times nor the window, with these
   * coders.
   */
  static <V, A, O> WindowedCombine<V, A, O> of(
      CombineFn<V, A, O> fn, Coder<A> accumulatorCoder, Coder<O> outputCoder) {
    return new WindowlessCombine<>(fn, accumulatorCoder, outputCoder);
  }

  /**
   * Returns the same aggregate over values of another type.
   *
   * @param value extracts from each of them the value to aggregate
   */
  default <W> WindowedCombine<W, A, O> on(SerializableFunction<W, V> value) {
    return new CombineOn<>(this, value);
  }
}
