package io.tidemark.pipelines.performance;

import static io.tidemark.pipelines.event.TokenUsage.UNKNOWN;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.aggregate.WindowedCombine;
import io.tidemark.pipelines.event.Attribution;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.TokenUsage;
import io.tidemark.pipelines.event.ValueLimits;
import io.tidemark.pipelines.series.ExactMergeLaw;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.util.SerializableUtils;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class PerformanceCombineTest {
  private static final WindowedCombine<PerformanceMetrics, PerformanceAccumulator, PerformanceStats>
      COMBINE = PerformanceCombine.withDefaults().on(Request::of);
  private static final MathContext DIGITS = new MathContext(60, RoundingMode.HALF_EVEN);

  @Test
  void aWindowOfThreeRequests() {
    PerformanceStats stats =
        stats(
            request(100, 0.1, 900, 100, 0.5, null),
            request(300, 0.2, 0, 50, null, "rate_limited"),
            request(200, 0.3, 100, 50, 1.0, null));
    assertThat(
        stats,
        equalTo(
            new PerformanceStats(
                3,
                3,
                1,
                1 / 3.0,
                0.01,
                200.0,
                100.0,
                300.0,
                Math.sqrt(20_000 / 3.0),
                200.0,
                300.0,
                300.0,
                0.6,
                0.2,
                1000,
                200,
                4.0,
                0.75,
                stats.details(),
                Sketches.NONE)));
  }

  @Test
  void requestsCountWithoutTheFiguresThatTheyLack() {
    PerformanceStats stats =
        stats(
            request(100, 0.1, 900, 100, null, null),
            request(Double.NaN, Double.NaN, UNKNOWN, UNKNOWN, null, "refused"),
            request(300, Double.NaN, UNKNOWN, 20, null, null));
    assertThat(
        stats,
        equalTo(
            new PerformanceStats(
                3,
                3,
                1,
                1 / 3.0,
                0.01,
                200.0,
                100.0,
                300.0,
                100.0,
                100.0,
                300.0,
                300.0,
                0.1,
                0.1,
                900,
                120,
                3.4,
                null,
                stats.details(),
                Sketches.NONE)));
  }

  @Test
  void figuresThatNoRequestHasAreNull() throws Exception {
    PerformanceStats stats =
        stats(request(Double.NaN, Double.NaN, UNKNOWN, UNKNOWN, null, "refused"));
    assertThat(
        stats,
        equalTo(
            new PerformanceStats(
                1,
                1,
                1,
                1.0,
                1 / 300.0,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                0,
                null,
                0,
                0,
                0,
                null,
                stats.details(),
                Sketches.NONE)));
    CoderProperties.coderDecodeEncodeEqual(PerformanceStatsCoder.of(), stats);
  }

  /** Otherwise the cost of a request would look lower the more requests fail. */
  @Test
  void failedRequestThatWasNeverBilledIsInNoAverage() {
    PerformanceMetrics billed = request(100, 0.2, 10, 10, null, null);
    PerformanceMetrics refused = request(1, 0, 0, 0, null, "refused");
    assertThat(stats(billed, refused).costUsdAvg(), is(0.2));
    PerformanceMetrics free = request(1, 0, 0, 0, null, null);
    assertThat(stats(billed, free).costUsdAvg(), is(0.1));
    PerformanceMetrics brokenOff = request(1, 0, 10, 0, null, "broken off");
    assertThat(stats(billed, brokenOff).costUsdAvg(), is(0.1));
  }

  @Test
  void ratesAreOverTheTrueLengthOfTheWindow() {
    PerformanceAccumulator acc =
        ExactMergeLaw.fold(COMBINE, List.of(request(1, 0, 90, 30, null, null)));
    IntervalWindow minute = new IntervalWindow(Instant.ofEpochMilli(-60_000), Instant.EPOCH);
    assertThat(COMBINE.finish(acc, minute).throughputQps(), is(1 / 60.0));
    assertThat(COMBINE.finish(acc, minute).tokensPerSecond(), is(2.0));
    IntervalWindow nothing = new IntervalWindow(Instant.EPOCH, Instant.EPOCH);
    assertThrows(IllegalArgumentException.class, () -> COMBINE.finish(acc, nothing));
  }

  @Test
  void noRequestsAreNullNotNaN() throws Exception {
    PerformanceStats none = stats();
    assertThat(
        none,
        equalTo(
            new PerformanceStats(
                0,
                0,
                0,
                null,
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                0,
                null,
                0,
                0,
                0,
                null,
                DetailStats.NONE,
                Sketches.NONE)));
    CoderProperties.coderDecodeEncodeEqual(PerformanceStatsCoder.of(), none);
  }

  @Test
  void oneRequestIsEveryPercentileAndHasNoSpread() {
    PerformanceStats one = stats(request(42.5, 0.25, 1, 1, null, null));
    assertThat(one.latencyMsP50(), is(42.5));
    assertThat(one.latencyMsP99(), is(42.5));
    assertThat(one.latencyMsStddev(), is(0.0));
    assertThat(one.qualityScoreAvg(), nullValue());
  }

  @Test
  void theLargestAllowedValuesAddUpAndLargerOnesAreRefused() {
    PerformanceMetrics largest =
        request(
            ValueLimits.LATENCY_MS,
            ValueLimits.COST_USD,
            ValueLimits.TOKENS,
            ValueLimits.TOKENS,
            ValueLimits.OTHER,
            null);
    PerformanceStats stats = stats(largest, largest);
    assertThat(stats.latencyMsAvg(), is(1e12));
    assertThat(stats.costUsdTotal(), is(2e6));
    assertThat(stats.inputTokens(), is(2_000_000_000_000L));
    assertThrows(IllegalArgumentException.class, () -> stats(request(1e13, 0, 0, 0, null, null)));
    assertThrows(IllegalArgumentException.class, () -> stats(request(0, 1e7, 0, 0, null, null)));
  }

  @Test
  void theErrorThatMakesABurstIsCriticalAndTheOneThatDoublesIt() {
    PerformanceCombine combine = PerformanceCombine.withDefaults().withCriticalErrors(3);
    Request failed = Request.of(request(1, 0, 0, 0, null, "timeout"));
    Request well = Request.of(request(1, 0, 0, 0, null, null));
    PerformanceAccumulator acc = combine.create();
    List<Integer> critical = new ArrayList<>();
    for (int errors = 1; errors <= 30; errors++) {
      acc = combine.add(acc, failed, 0);
      if (combine.isCritical(acc, failed)) {
        critical.add(errors);
      }
      assertThat(combine.isCritical(combine.add(acc, well, 0), well), is(false));
    }
    assertThat(critical, is(List.of(3, 6, 12, 24)));
    assertThat(PerformanceCombine.withDefaults().isCritical(acc, failed), is(false));
    assertThrows(IllegalArgumentException.class, () -> combine.withCriticalErrors(-1));
  }

  @Test
  void travelsWithItsRelativeError() {
    PerformanceCombine coarse = SerializableUtils.clone(PerformanceCombine.withRelativeError(0.05));
    assertThat(coarse.create().latencySketch.relativeError(), is(0.05));
    assertThrows(IllegalArgumentException.class, () -> PerformanceCombine.withRelativeError(0));
  }

  @Property(tries = 200)
  void mergedInAnyGroupingEqualsAddedInAnyOrder(
      @ForAll @IntRange(max = 120) int n, @ForAll long seed) throws Exception {
    ExactMergeLaw.holds(COMBINE, requests(n, seed), seed);
  }

  @Property(tries = 200)
  void equalsANaiveDecimalModel(@ForAll @IntRange(min = 1, max = 120) int n, @ForAll long seed) {
    List<PerformanceMetrics> requests = requests(n, seed);
    PerformanceStats stats =
        COMBINE.finish(ExactMergeLaw.fold(COMBINE, requests), ExactMergeLaw.WINDOW);
    BigDecimal count = BigDecimal.valueOf(n);
    List<BigDecimal> latencies = requests.stream().map(r -> rounded(r.latencyMs(), 6)).toList();
    BigDecimal mean = total(latencies).divide(count, DIGITS);
    BigDecimal cost = total(requests.stream().map(r -> rounded(r.cost(), 12)).toList());
    BigDecimal variance =
        total(latencies.stream().map(x -> x.subtract(mean).pow(2)).toList()).divide(count, DIGITS);
    assertThat(stats.latencyMsAvg(), closeTo(mean.doubleValue(), Math.ulp(mean.doubleValue())));
    assertThat(
        stats.latencyMsStddev(),
        closeTo(variance.sqrt(DIGITS).doubleValue(), 1e-14 * stats.latencyMsMax()));
    assertThat(stats.costUsdTotal(), is(cost.doubleValue()));
    assertThat(stats.errors(), is(requests.stream().filter(r -> r.error() != null).count()));
    assertThat(stats.inputTokens(), is(requests.stream().mapToLong(r -> r.usage().input()).sum()));
    assertPercentiles(stats, requests);
  }

  private static void assertPercentiles(PerformanceStats stats, List<PerformanceMetrics> requests) {
    double[] sorted =
        requests.stream().mapToDouble(PerformanceMetrics::latencyMs).sorted().toArray();
    assertThat(stats.latencyMsMin(), is(sorted[0]));
    assertThat(stats.latencyMsMax(), is(sorted[sorted.length - 1]));
    assertPercentile(stats.latencyMsP50(), sorted, 0.5);
    assertPercentile(stats.latencyMsP95(), sorted, 0.95);
    assertPercentile(stats.latencyMsP99(), sorted, 0.99);
  }

  private static void assertPercentile(double estimate, double[] sorted, double q) {
    double exact = sorted[(int) Math.ceil(q * sorted.length) - 1];
    assertThat(Math.abs(estimate - exact), lessThanOrEqualTo(0.01 * exact));
  }

  private static BigDecimal total(List<BigDecimal> values) {
    return values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal rounded(double value, int decimals) {
    return new BigDecimal(Math.rint(value * Math.pow(10, decimals))).movePointLeft(decimals);
  }

  private static List<PerformanceMetrics> requests(int n, long seed) {
    Random random = new Random(seed);
    List<PerformanceMetrics> requests = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      requests.add(
          request(
              Math.exp(random.nextGaussian() * 2 + 6),
              random.nextDouble(),
              random.nextInt(100_000),
              random.nextInt(4_000),
              random.nextBoolean() ? random.nextDouble() : null,
              random.nextInt(10) == 0 ? "timeout" : null));
    }
    return requests;
  }

  private static PerformanceStats stats(PerformanceMetrics... requests) {
    return COMBINE.finish(ExactMergeLaw.fold(COMBINE, List.of(requests)), ExactMergeLaw.WINDOW);
  }

  private static PerformanceMetrics request(
      double latencyMs,
      double cost,
      long inputTokens,
      long outputTokens,
      @Nullable Double qualityScore,
      @Nullable String error) {
    return new PerformanceMetrics(
        "id",
        1_000,
        Attribution.of("claude-opus", null),
        latencyMs,
        TokenUsage.of(inputTokens, outputTokens),
        cost,
        qualityScore,
        error);
  }
}
