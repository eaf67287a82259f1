package io.tidemark.pipelines.event;

import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One request to a model.
 *
 * @param latencyMs total latency in milliseconds, at least 0
 * @param timeToFirstTokenMs in milliseconds, at least 0
 * @param inputTokens at least 0
 * @param outputTokens at least 0
 * @param cost US dollars, at least 0
 * @param qualityScore 0 to 1
 * @param error the error's kind, null for a request that succeeded
 * @param metadata free text dimensions; empty when absent
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
