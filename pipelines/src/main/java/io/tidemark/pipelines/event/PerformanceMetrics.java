package io.tidemark.pipelines.event;

import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One request to a model, as the client or gateway that made it reports it. The largest values are
 * those of {@link ValueLimits}.
 *
 * @param id the identifier that the producer gave the event, not blank
 * @param timestampMillis event time in milliseconds since the epoch
 * @param requestId the identifier of the request, which feedback refers to
 * @param model the model asked, not blank
 * @param provider who serves the model; null if not known
 * @param region where it was served; null if not known
 * @param service the service that asked; null if not known
 * @param configId the configuration in use; null if not known
 * @param latencyMs total latency in milliseconds, at least 0
 * @param timeToFirstTokenMs in milliseconds, at least 0; null if not measured
 * @param inputTokens at least 0
 * @param outputTokens at least 0
 * @param cacheReadTokens input tokens that a cache provided, at least 0; null if not known
 * @param cost US dollars, at least 0
 * @param qualityScore 0 to 1; null if not judged
 * @param error the kind of error; null for a request that succeeded
 * @param metrics further numbers by name; empty if absent
 * @param metadata further texts by name; empty if absent
 */
public record PerformanceMetrics(
    String id,
    long timestampMillis,
    String requestId,
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
    implements TelemetryEvent {}
