package io.tidemark.pipelines.performance;

import io.tidemark.change.Identity;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.TokenUsage;
import java.util.Objects;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The part of a {@link PerformanceMetrics} that is aggregated. It has about a tenth of the bytes of
 * the event, and only this crosses the shuffle.
 *
 * @param identity stands for the id of the event
 * @param latencyMs total latency in milliseconds, at least 0; NaN if not known
 * @param cost US dollars, at least 0; NaN if not known
 * @param inputTokens at least 0, or {@link TokenUsage#UNKNOWN}
 * @param outputTokens at least 0, or {@link TokenUsage#UNKNOWN}
 * @param qualityScore 0 to 1; null if not judged
 * @param error the kind of error that the request ended in; null if it succeeded
 * @param details figures that many requests do not have; null if this has none of them
 */
public record Request(
    Identity identity,
    double latencyMs,
    double cost,
    long inputTokens,
    long outputTokens,
    @Nullable Double qualityScore,
    @Nullable ErrorClass error,
    @Nullable Details details) {

  /** Returns the request that an event reports, with the cost that it reports. */
  public static Request of(PerformanceMetrics event) {
    return of(event, event.cost(), null);
  }

  /**
   * Returns the request that an event reports.
   *
   * <p>A request that failed, used no token and cost 0 has no cost: it was never billed. Gateways
   * write null for it or 0, and an average over the latter would fall the more requests fail.
   *
   * @param cost US dollars; NaN if not known
   * @param costParts the cost by kind of token; null unless it was computed from prices
   */
  public static Request of(PerformanceMetrics event, double cost, @Nullable CostParts costParts) {
    TokenUsage usage = event.usage();
    boolean wasBilled = !event.failed() || cost > 0 || usage.isPositive();
    return new Request(
        Identity.of(event.id()),
        event.latencyMs(),
        wasBilled ? cost : Double.NaN,
        usage.input(),
        usage.output(),
        event.qualityScore(),
        event.error() == null ? null : ErrorClass.of(event.error()),
        Details.of(event, costParts));
  }

  /** Returns whether the request ended in an error. */
  public boolean failed() {
    return error != null;
  }

  /** Returns whether input and output tokens are both known. */
  boolean usageIsKnown() {
    return (inputTokens | outputTokens) >= 0;
  }

  /** Returns whether the cost is not known of a request that succeeded or used tokens. */
  boolean isUnpriced() {
    return Double.isNaN(cost) && (!failed() || inputTokens > 0 || outputTokens > 0);
  }

  /**
   * A hash of what the event says of what is aggregated. It is stored, and the same in every Java
   * process. A cost that was computed is not in it: under other prices the event is the same.
   */
  public int content() {
    boolean isPriced = details != null && details.costParts() != null;
    int hash = Double.hashCode(latencyMs);
    hash = 31 * hash + Double.hashCode(isPriced ? Double.NaN : cost);
    hash = 31 * hash + Long.hashCode(inputTokens);
    hash = 31 * hash + Long.hashCode(outputTokens);
    hash = 31 * hash + Objects.hashCode(qualityScore);
    hash = 31 * hash + ordinal(error);
    return 31 * hash + (details == null ? 0 : details.content());
  }

  /** One more than the ordinal; 0 for null. The hash code of a constant is not the same twice. */
  static int ordinal(@Nullable Enum<?> constant) {
    return constant == null ? 0 : constant.ordinal() + 1;
  }
}
