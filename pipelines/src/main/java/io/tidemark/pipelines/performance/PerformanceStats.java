package io.tidemark.pipelines.performance;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The requests of one window, as its row has them.
 *
 * @param events equal to {@code requests}: each event is one request
 * @param errors requests that failed
 * @param errorRate {@code errors / requests}, 0 to 1; null for no requests
 * @param throughputQps requests per second of the window's length
 * @param latencyMsAvg latency in milliseconds, as the next six; null for no requests
 * @param latencyMsStddev the population standard deviation
 * @param latencyMsP50 an estimate of the nearest-rank value within the sketch's relative error, as
 *     the next two
 * @param costUsdTotal US dollars
 * @param costUsdAvg US dollars a request; null for no requests
 * @param inputTokens total
 * @param outputTokens total
 * @param tokensPerSecond input and output tokens per second of the window's length
 * @param qualityScoreAvg over the requests that have a score; null for none
 */
public record PerformanceStats(
    long events,
    long requests,
    long errors,
    @Nullable Double errorRate,
    double throughputQps,
    @Nullable Double latencyMsAvg,
    @Nullable Double latencyMsMin,
    @Nullable Double latencyMsMax,
    @Nullable Double latencyMsStddev,
    @Nullable Double latencyMsP50,
    @Nullable Double latencyMsP95,
    @Nullable Double latencyMsP99,
    double costUsdTotal,
    @Nullable Double costUsdAvg,
    long inputTokens,
    long outputTokens,
    double tokensPerSecond,
    @Nullable Double qualityScoreAvg) {}
