/**
 * How was a component during a window? {@link io.tidemark.pipelines.health.HealthCombine}
 * aggregates its reports and {@link io.tidemark.pipelines.health.HealthStats} is the row that comes
 * out: the worst status, and means and maxima of the figures.
 *
 * <p>Sums are exact, so the same reports give the same row to the bit, in every order of arrival
 * and on every runner.
 */
package io.tidemark.pipelines.health;
