package io.tidemark.pipelines.performance;

import static io.tidemark.pipelines.event.TokenUsage.UNKNOWN;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.tidemark.pipelines.event.Attribution;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.TokenUsage;
import io.tidemark.pipelines.series.ExactMergeLaw;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

class DetailStatsTest {
  private static final PerformanceCombine COMBINE =
      PerformanceCombine.withDefaults().withFigures(EnumSet.allOf(Measure.class));

  @Test
  void timePerOutputTokenIsOverTheTokensAfterTheFirst() {
    DetailStats stats = details(streamed(500, 100.0, 11), streamed(1_100, 100.0, 101));
    assertThat(stats.streamed(), is(2L));
    assertThat(stats.measure(Measure.TTFT_MS), is(new Percentiles(100.0, 100.0, 100.0, 100.0)));
    // 400 ms over 10 tokens and 1,000 ms over 100: 40 and 10 ms each, 1,400 / 110 over all.
    assertThat(
        stats.measure(Measure.TIME_PER_OUTPUT_TOKEN_MS),
        is(new Percentiles(1_400 / 110.0, 10.0, 40.0, 40.0)));
  }

  @Test
  void timePerOutputTokenNeedsAllThatItIsMadeOf() {
    DetailStats stats =
        details(
            streamed(500, null, 11),
            streamed(Double.NaN, 100.0, 11),
            streamed(500, 100.0, 1),
            streamed(500, 100.0, UNKNOWN),
            streamed(50, 100.0, 11));
    assertThat(stats.streamed(), is(4L));
    assertThat(stats.measure(Measure.TIME_PER_OUTPUT_TOKEN_MS), is(Percentiles.NONE));
  }

  @Test
  void outputTokensPerSecondAreOfRequestsThatSucceeded() {
    DetailStats stats =
        details(
            request(2_000, TokenUsage.of(10, 100), 0.1, null),
            request(1_000, TokenUsage.of(10, 100), 0.1, "timeout"),
            request(0, TokenUsage.of(10, 100), 0.1, null),
            request(1_000, TokenUsage.of(10, UNKNOWN), 0.1, null),
            request(Double.NaN, TokenUsage.of(10, 100), 0.1, null));
    assertThat(
        stats.measure(Measure.OUTPUT_TOKENS_PER_SECOND),
        is(new Percentiles(50.0, 50.0, 50.0, 50.0)));
  }

  @Test
  void cacheHitRatioIsARatioOfSums() {
    DetailStats stats =
        details(
            request(1, new TokenUsage(1_000, 1, 900, 100, UNKNOWN), 0.1, null),
            request(1, new TokenUsage(9_000, 1, 0, UNKNOWN, 7), 0.1, null),
            request(1, TokenUsage.NONE_KNOWN, 0.1, null));
    assertThat(stats.cacheHitRatio(), is(0.09));
    assertThat(stats.cacheReadTokens(), is(900L));
    assertThat(stats.cacheWriteTokens(), is(100L));
    assertThat(stats.reasoningTokens(), is(7L));
  }

  @Test
  void whatNoRequestSaysIsUnknownAndNotZero() {
    DetailStats stats = details(request(1, TokenUsage.of(10, 10), 0.1, null));
    assertThat(stats.cacheReadTokens(), is(nullValue()));
    assertThat(stats.cacheHitRatio(), is(nullValue()));
    assertThat(stats.costUsd(), is(nullValue()));
    assertThat(stats.finishes(FinishReason.STOP), is(nullValue()));
    assertThat(stats.measure(Measure.QUEUE_MS), is(Percentiles.NONE));
    assertThat(stats.errors(ErrorClass.TIMEOUT), is(0L));
    assertThat(stats.streamed(), is(0L));
  }

  @Test
  void errorsAddUpByClassAndFinishReasonsByReason() {
    DetailStats stats =
        details(
            request(1, TokenUsage.NONE_KNOWN, 0, "429"),
            request(1, TokenUsage.NONE_KNOWN, 0, "RateLimitError"),
            request(1, TokenUsage.NONE_KNOWN, 0, "what?"),
            finished("end_turn"),
            finished("max_tokens"),
            finished("MAX_TOKENS"),
            finished("new word"));
    assertThat(stats.errors(ErrorClass.RATE_LIMITED), is(2L));
    assertThat(stats.errors(ErrorClass.OTHER), is(1L));
    assertThat(stats.errors().stream().mapToLong(Long::longValue).sum(), is(3L));
    assertThat(stats.finishes(), is(List.of(1L, 2L, 0L, 0L, 0L, 1L)));
  }

  @Test
  void whatIsMissingFromTheTotalsIsCounted() {
    DetailStats stats =
        details(
            request(1, TokenUsage.of(1, 1), Double.NaN, null),
            request(1, TokenUsage.of(1, UNKNOWN), 0.1, null),
            request(1, TokenUsage.NONE_KNOWN, Double.NaN, "refused"),
            request(1, TokenUsage.of(5, 0), Double.NaN, "broken off"),
            request(1, TokenUsage.of(1, 1), 0, null));
    assertThat(stats.usageUnknown(), is(2L));
    assertThat(stats.unpriced(), is(2L));
  }

  @Test
  void figuresThatNobodyAsksForAreNotComputed() {
    PerformanceCombine few = PerformanceCombine.withDefaults();
    Request request = Request.of(request(1, TokenUsage.of(10, 10), 0.1, null));
    DetailStats stats =
        few.finish(few.add(few.create(), request, 0), ExactMergeLaw.WINDOW).details();
    assertThat(stats.measure(Measure.INPUT_TOKENS), is(Percentiles.NONE));
    assertThat(
        details(request(1, TokenUsage.of(10, 10), 0.1, null)).measure(Measure.INPUT_TOKENS),
        is(new Percentiles(10.0, 10.0, 10.0, 10.0)));
  }

  @Test
  void partsOfCostsAddUp() {
    PerformanceAccumulator acc = COMBINE.create();
    PerformanceMetrics event = request(1, TokenUsage.of(10, 10), Double.NaN, null);
    for (int i = 0; i < 10; i++) {
      acc.add(
          Request.of(event, 0.4, new CostParts(0.1, 0, 0.1, 0.2)), EnumSet.noneOf(Measure.class));
    }
    PerformanceStats stats = COMBINE.finish(acc, ExactMergeLaw.WINDOW);
    assertThat(stats.details().costUsd(), is(new CostParts(1, 0, 1, 2)));
    assertThat(stats.costUsdTotal(), is(4.0));
    assertThat(stats.details().unpriced(), is(0L));
  }

  @Property(tries = 200)
  void mergedInAnyGroupingEqualsAddedInAnyOrder(
      @ForAll @IntRange(max = 120) int n, @ForAll long seed) throws Exception {
    Random random = new Random(seed);
    List<PerformanceMetrics> requests = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      requests.add(random(random));
    }
    ExactMergeLaw.holds(COMBINE.on(Request::of), requests, seed);
  }

  private static PerformanceMetrics random(Random random) {
    return new PerformanceMetrics(
        "id",
        1_000,
        null,
        Attribution.of("m", null),
        random.nextInt(9_000),
        random.nextBoolean() ? (Double) (random.nextDouble() * 500) : null,
        random.nextInt(4) == 0 ? (Double) (random.nextDouble() * 50) : null,
        new TokenUsage(
            random.nextInt(9_000),
            random.nextInt(900) - 1,
            random.nextInt(3) - 1,
            random.nextInt(3) - 1,
            random.nextInt(3) - 1),
        random.nextDouble(),
        null,
        random.nextInt(5) == 0 ? "429" : null,
        random.nextBoolean() ? "stop" : null,
        null,
        Map.of(),
        Map.of());
  }

  private static PerformanceMetrics streamed(
      double latencyMs, @Nullable Double ttftMs, long outputTokens) {
    return full(latencyMs, ttftMs, TokenUsage.of(10, outputTokens), null);
  }

  private static PerformanceMetrics finished(String reason) {
    return full(1, null, TokenUsage.of(1, 1), reason);
  }

  private static PerformanceMetrics full(
      double latencyMs, @Nullable Double ttftMs, TokenUsage usage, @Nullable String finish) {
    return new PerformanceMetrics(
        "id",
        1_000,
        null,
        Attribution.of("m", null),
        latencyMs,
        ttftMs,
        null,
        usage,
        0.1,
        null,
        null,
        finish,
        null,
        Map.of(),
        Map.of());
  }

  private static PerformanceMetrics request(
      double latencyMs, TokenUsage usage, double cost, @Nullable String error) {
    return new PerformanceMetrics(
        "id", 1_000, Attribution.of("m", null), latencyMs, usage, cost, null, error);
  }

  private static DetailStats details(PerformanceMetrics... requests) {
    return COMBINE
        .finish(
            ExactMergeLaw.fold(COMBINE.on(Request::of), List.of(requests)), ExactMergeLaw.WINDOW)
        .details();
  }
}
