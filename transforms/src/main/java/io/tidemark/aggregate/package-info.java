/**
 * How many values become one, in any order and any grouping: moments, quantiles, rates, top keys,
 * and a running baseline that says how unusual a value is.
 *
 * <p>An accumulator is a mutable value with {@code add}, {@code mergeWith} and a versioned coder.
 * {@link io.tidemark.aggregate.WindowedCombine} is what the windowing engine runs; any Beam {@code
 * CombineFn} is one by {@code WindowedCombine.of}. Nothing here ever returns NaN: what is undefined
 * is an empty {@code OptionalDouble}.
 */
package io.tidemark.aggregate;
