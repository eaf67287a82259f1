package io.tidemark.pipelines.health;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The health of one component over one window, as its row has it. A number that no event carries is
 * null.
 *
 * @param events how many reports
 * @param status the worst reported: {@code healthy}, {@code degraded} or {@code unhealthy}; null
 *     for no events
 * @param cpuUsageAvg percent
 * @param cpuUsageMax percent
 * @param memoryUsageMaxBytes bytes
 * @param activeRequestsAvg requests
 * @param queueDepthMax requests
 * @param errorRateAvg errors per second
 */
public record HealthStats(
    long events,
    @Nullable String status,
    @Nullable Double cpuUsageAvg,
    @Nullable Double cpuUsageMax,
    @Nullable Double memoryUsageMaxBytes,
    @Nullable Double activeRequestsAvg,
    @Nullable Double queueDepthMax,
    @Nullable Double errorRateAvg) {}
