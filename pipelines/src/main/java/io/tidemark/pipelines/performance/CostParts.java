package io.tidemark.pipelines.performance;

/**
 * What the tokens of a request cost by kind, in US dollars, each at least 0.
 *
 * @param input input tokens that were neither read from a cache nor written to one
 * @param cacheRead input tokens that a cache provided
 * @param cacheWrite input tokens that were written to a cache
 * @param output output tokens, those of reasoning among them
 */
public record CostParts(double input, double cacheRead, double cacheWrite, double output) {}
