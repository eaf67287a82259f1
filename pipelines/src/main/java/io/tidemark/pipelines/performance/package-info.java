/**
 * What do the requests of a window amount to? {@link io.tidemark.pipelines.performance.Request} is
 * what is aggregated of an event, {@link io.tidemark.pipelines.performance.PerformanceCombine}
 * aggregates it and {@link io.tidemark.pipelines.performance.PerformanceStats} is the row that
 * comes out.
 *
 * <p>Sums are exact and percentiles depend on the values alone, so the same events give the same
 * row to the bit, in every order of arrival and on every runner.
 */
package io.tidemark.pipelines.performance;
