package io.tidemark.pipelines.event;

import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One request to a model, as the client or gateway that made it reports it. The largest values are
 * those of {@link ValueLimits}.
 *
 * <p>A request that failed often has no tokens, cost or latency, and sometimes no model. Unknown is
 * not zero: it is {@link Double#NaN} or {@link #UNKNOWN_TOKENS} here, because these four numbers
 * are in nearly every event and would be four objects more if they could be null.
 *
 * @param id the identifier of the event; empty if the producer gave it none
 * @param timestampMillis event time in milliseconds since the epoch
 * @param requestId the identifier of the request, which feedback refers to; null if not known
 * @param model the model asked; empty if not known
 * @param provider who serves the model; null if not known
 * @param region where it was served; null if not known
 * @param service the service that asked; null if not known
 * @param configId the configuration in use; null if not known
 * @param latencyMs total latency in milliseconds, at least 0; NaN if not known
 * @param timeToFirstTokenMs in milliseconds, at least 0; null if not measured
 * @param inputTokens at least 0, or {@link #UNKNOWN_TOKENS}
 * @param outputTokens at least 0, or {@link #UNKNOWN_TOKENS}
 * @param cacheReadTokens input tokens that a cache provided, at least 0; null if not known
 * @param cost US dollars, at least 0; NaN if not known
 * @param qualityScore 0 to 1; null if not judged
 * @param error the kind of error; null for a request that succeeded
 * @param metrics further numbers by name; empty if absent
 * @param metadata further texts by name; empty if absent
 */
public record PerformanceMetrics(
    String id,
    long timestampMillis,
    @Nullable String requestId,
    String model,
    @Nullable String provider,
    @Nullable String region,
    @Nullable String service,
    @Nullable String configId,
    double latencyMs,
    @Nullable Double timeToFirstTokenMs,
    long inputTokens,
    long outputTokens,
    @Nullable Long cacheReadTokens,
    double cost,
    @Nullable Double qualityScore,
    @Nullable String error,
    Map<String, Double> metrics,
    Map<String, String> metadata)
    implements TelemetryEvent {

  /** Stands for a number of tokens that is not known. */
  public static final long UNKNOWN_TOKENS = -1;

  @Override
  public PerformanceMetrics withId(String newId) {
    return new PerformanceMetrics(
        newId,
        timestampMillis,
        requestId,
        model,
        provider,
        region,
        service,
        configId,
        latencyMs,
        timeToFirstTokenMs,
        inputTokens,
        outputTokens,
        cacheReadTokens,
        cost,
        qualityScore,
        error,
        metrics,
        metadata);
  }
}
