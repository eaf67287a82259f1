package io.tidemark.pipelines.anomaly;

/**
 * What one metric has of one window.
 *
 * @param value in the unit that the name of the metric gives
 * @param requests how many requests the value is made of: the evidence for it
 * @param count how many requests the value counts: failed ones for a rate of errors, all for a
 *     throughput; 0 for a mean or a percentile
 */
public record Reading(double value, long requests, long count) {}
