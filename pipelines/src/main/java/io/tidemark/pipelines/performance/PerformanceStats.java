package io.tidemark.pipelines.performance;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The requests of one window, as its row has them.
 *
 * @param events equal to {@code requests}: each event is one request
 * @param requests how many requests there were
 * @param errors how many of them failed
 * @param errorRate {@code errors / requests}, 0 to 1; null without requests
 * @param throughputQps requests per second of the length of the window
 * @param latencyMsAvg mean latency in milliseconds of the requests that have one; null if none has,
 *     as are the next six
 * @param latencyMsMin the least latency in milliseconds
 * @param latencyMsMax the greatest latency in milliseconds
 * @param latencyMsStddev the population standard deviation in milliseconds
 * @param latencyMsP50 the nearest-rank median in milliseconds, within the relative error of the
 *     sketch, as are the next two
 * @param latencyMsP95 the 95th percentile in milliseconds
 * @param latencyMsP99 the 99th percentile in milliseconds
 * @param costUsdTotal US dollars, over the requests whose cost is known; 0 if none is
 * @param costUsdAvg US dollars, mean over the requests whose cost is known; null if none is
 * @param inputTokens total over the requests that say; 0 if none does
 * @param outputTokens total over the requests that say; 0 if none does
 * @param tokensPerSecond input and output tokens per second of the length of the window
 * @param qualityScoreAvg mean over the requests that have a score; null if none has
 * @param details figures that not every request has
 * @param sketches what the percentiles are of; {@link Sketches#NONE} if nobody asked for them
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
    @Nullable Double qualityScoreAvg,
    DetailStats details,
    Sketches sketches) {}
