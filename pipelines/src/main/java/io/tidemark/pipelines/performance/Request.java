package io.tidemark.pipelines.performance;

import io.tidemark.pipelines.event.EventIdentity;
import io.tidemark.pipelines.event.PerformanceMetrics;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What is aggregated of one request to a model: a tenth of the bytes that its event has.
 *
 * @param identity 64 bits that stand for the event's id
 * @param latencyMs total latency in milliseconds, at least 0
 * @param cost US dollars, at least 0
 * @param inputTokens at least 0
 * @param outputTokens at least 0
 * @param qualityScore 0 to 1
 * @param failed whether it ended in an error
 */
public record Request(
    long identity,
    double latencyMs,
    double cost,
    long inputTokens,
    long outputTokens,
    @Nullable Double qualityScore,
    boolean failed) {

  /** The request that an event tells of. */
  public static Request of(PerformanceMetrics event) {
    return new Request(
        EventIdentity.of(event.id()),
        event.latencyMs(),
        event.cost(),
        event.inputTokens(),
        event.outputTokens(),
        event.qualityScore(),
        event.error() != null);
  }
}
