package io.tidemark.pipelines.health;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The health of one component over one window, as its row has it. A figure that no report has is
 * null.
 *
 * @param events how many reports there were
 * @param status the worst status reported: {@code healthy}, {@code degraded} or {@code unhealthy};
 *     null without reports
 * @param cpuUsageAvg mean, percent of one processor
 * @param cpuUsageMax greatest, percent of one processor
 * @param memoryUsageMaxBytes greatest, bytes
 * @param activeRequestsAvg mean number of requests being served
 * @param queueDepthMax greatest number of requests waiting
 * @param errorRateAvg mean, errors per second
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
