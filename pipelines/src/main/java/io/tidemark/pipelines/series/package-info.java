/**
 * What a window of events amounts to: the aggregates of performance, feedback and health.
 *
 * <p>Every total, mean and deviation is summed exactly and quantiles depend on the values alone, so
 * the same events give the same row to the bit on every runner, in every order, from the stream and
 * from history. What is undefined (a mean of nothing) is null, never NaN.
 */
package io.tidemark.pipelines.series;
