package io.tidemark.pipelines.performance;

import io.tidemark.aggregate.ExactMoments;
import io.tidemark.aggregate.ExactSum;
import io.tidemark.aggregate.QuantileSketch;
import io.tidemark.pipelines.event.TokenUsage;
import java.util.Objects;
import java.util.Set;

/**
 * The requests of a slice or a window, summed up: latency to the nanosecond and cost to the
 * picodollar, both exactly, and a sketch of the latencies for percentiles. A figure that a request
 * does not have is in no sum; the request counts all the same. The order of adding and merging
 * makes no difference.
 *
 * <p>It takes some 560 bytes, and 8 more for each of the first 32 values of each figure that has
 * percentiles; with more values, 2 to 10 KB for each of them. Requests that say no more than
 * latency, tokens and cost have two of these: latency and output tokens per second.
 */
public final class PerformanceAccumulator {
  static final int LATENCY_DECIMALS = 6;
  static final int COST_DECIMALS = 12;
  static final int SCORE_DECIMALS = 9;

  final ExactMoments latencyMs;
  final QuantileSketch latencySketch;
  final ExactSum costUsd;
  final ExactSum qualityScore;
  long requests;
  long errors;
  long inputTokens;
  long outputTokens;
  DetailSums details = new DetailSums();

  PerformanceAccumulator(double relativeError) {
    this(
        new ExactMoments(LATENCY_DECIMALS),
        QuantileSketch.create(relativeError),
        new ExactSum(COST_DECIMALS),
        new ExactSum(SCORE_DECIMALS));
  }

  PerformanceAccumulator(
      ExactMoments latencyMs,
      QuantileSketch latencySketch,
      ExactSum costUsd,
      ExactSum qualityScore) {
    this.latencyMs = latencyMs;
    this.latencySketch = latencySketch;
    this.costUsd = costUsd;
    this.qualityScore = qualityScore;
  }

  /**
   * Adds a request.
   *
   * @param figures the optional measures that are asked for
   */
  void add(Request request, Set<Measure> figures) {
    requests++;
    if (!Double.isNaN(request.latencyMs())) {
      latencyMs.add(request.latencyMs());
      latencySketch.add(request.latencyMs());
    }
    if (!Double.isNaN(request.cost())) {
      costUsd.add(request.cost());
    }
    qualityScore.addIfPresent(request.qualityScore());
    errors += request.failed() ? 1 : 0;
    inputTokens = plus(inputTokens, request.inputTokens());
    outputTokens = plus(outputTokens, request.outputTokens());
    details.add(request, figures, latencySketch.relativeError());
  }

  private static long plus(long sum, long tokens) {
    return tokens == TokenUsage.UNKNOWN ? sum : Math.addExact(sum, tokens);
  }

  void mergeWith(PerformanceAccumulator other) {
    latencyMs.mergeWith(other.latencyMs);
    latencySketch.mergeWith(other.latencySketch);
    costUsd.mergeWith(other.costUsd);
    qualityScore.mergeWith(other.qualityScore);
    requests += other.requests;
    errors += other.errors;
    inputTokens = Math.addExact(inputTokens, other.inputTokens);
    outputTokens = Math.addExact(outputTokens, other.outputTokens);
    details.mergeWith(other.details);
  }

  /** Returns the number of requests that were added. */
  public long requests() {
    return requests;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof PerformanceAccumulator that
        && latencyMs.equals(that.latencyMs)
        && latencySketch.equals(that.latencySketch)
        && costUsd.equals(that.costUsd)
        && qualityScore.equals(that.qualityScore)
        && requests == that.requests
        && errors == that.errors
        && inputTokens == that.inputTokens
        && outputTokens == that.outputTokens
        && details.equals(that.details);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        requests, latencyMs, costUsd, qualityScore, errors, inputTokens, outputTokens);
  }

  @Override
  public String toString() {
    return "PerformanceAccumulator(%d requests, %d errors, %s, cost %s)"
        .formatted(requests, errors, latencyMs, costUsd);
  }
}
