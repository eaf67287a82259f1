/**
 * How many values become one, in any order and grouping: moments, quantiles, rates, top keys, and a
 * running baseline against which a value is scored.
 *
 * <p>{@link io.tidemark.aggregate.WindowedCombine} is the aggregate that windows compute; {@code
 * WindowedCombine.of} makes one of any Beam {@code CombineFn}. Accumulators are mutable, have
 * {@code add} and {@code mergeWith}, and a coder with a version. A statistic that is undefined is
 * empty, never NaN.
 */
package io.tidemark.aggregate;
