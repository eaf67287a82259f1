package io.tidemark.pipelines.performance;

import io.tidemark.change.Identity;
import io.tidemark.pipelines.event.PerformanceMetrics;
import java.util.Objects;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The part of a {@link PerformanceMetrics} that is aggregated. It has about a tenth of the bytes of
 * the event, and only this crosses the shuffle.
 *
 * @param identity stands for the id of the event
 * @param latencyMs total latency in milliseconds, at least 0; NaN if not known
 * @param cost US dollars, at least 0; NaN if not known
 * @param inputTokens at least 0, or {@link PerformanceMetrics#UNKNOWN_TOKENS}
 * @param outputTokens at least 0, or {@link PerformanceMetrics#UNKNOWN_TOKENS}
 * @param qualityScore 0 to 1; null if not judged
 * @param failed whether the request ended in an error
 */
public record Request(
    Identity identity,
    double latencyMs,
    double cost,
    long inputTokens,
    long outputTokens,
    @Nullable Double qualityScore,
    boolean failed) {

  /**
   * Returns the request that an event reports.
   *
   * <p>A request that failed, used no token and cost 0 has no cost: it was never billed. Gateways
   * write null for it or 0, and an average over the latter would fall the more requests fail.
   */
  public static Request of(PerformanceMetrics event) {
    return new Request(
        Identity.of(event.id()),
        event.latencyMs(),
        wasBilled(event) ? event.cost() : Double.NaN,
        event.inputTokens(),
        event.outputTokens(),
        event.qualityScore(),
        event.error() != null);
  }

  /** A hash of what is aggregated. It is stored, and the same in every Java process. */
  public int content() {
    int hash = Double.hashCode(latencyMs);
    hash = 31 * hash + Double.hashCode(cost);
    hash = 31 * hash + Long.hashCode(inputTokens);
    hash = 31 * hash + Long.hashCode(outputTokens);
    hash = 31 * hash + Objects.hashCode(qualityScore);
    return 31 * hash + Boolean.hashCode(failed);
  }

  private static boolean wasBilled(PerformanceMetrics event) {
    return event.error() == null
        || event.cost() > 0
        || event.inputTokens() > 0
        || event.outputTokens() > 0;
  }
}
