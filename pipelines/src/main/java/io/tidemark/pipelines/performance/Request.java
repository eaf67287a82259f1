package io.tidemark.pipelines.performance;

import io.tidemark.pipelines.event.EventIdentity;
import io.tidemark.pipelines.event.PerformanceMetrics;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The part of a {@link PerformanceMetrics} that is aggregated. It has about a tenth of the bytes of
 * the event, and only this crosses the shuffle.
 *
 * @param identity 64 bits that stand for the id of the event
 * @param latencyMs total latency in milliseconds, at least 0
 * @param cost US dollars, at least 0
 * @param inputTokens at least 0
 * @param outputTokens at least 0
 * @param qualityScore 0 to 1; null if not judged
 * @param failed whether the request ended in an error
 */
public record Request(
    long identity,
    double latencyMs,
    double cost,
    long inputTokens,
    long outputTokens,
    @Nullable Double qualityScore,
    boolean failed) {

  /** Returns the request that an event reports. */
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
