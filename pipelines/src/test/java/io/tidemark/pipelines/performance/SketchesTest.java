package io.tidemark.pipelines.performance;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.change.Identity;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SketchesTest {

  private static final Duration FIVE_MINUTES = Duration.standardMinutes(5);
  private static final PerformanceCombine COMBINE =
      PerformanceCombine.withDefaults().withSketches(FIVE_MINUTES);

  private static Request streamed(double latencyMs) {
    Details details = new Details(latencyMs / 10, Double.NaN, -1, -1, -1, null, null);
    return new Request(Identity.of(1), latencyMs, 0.01, 900, 91, null, null, details);
  }

  private static PerformanceStats stats(List<Double> latencies, Duration length) {
    PerformanceAccumulator acc = COMBINE.create();
    for (double latency : latencies) {
      acc = COMBINE.add(acc, streamed(latency), 0);
    }
    return COMBINE.finish(acc, new IntervalWindow(Instant.EPOCH, length));
  }

  private static List<Double> logNormal(int n) {
    Random random = new Random(n);
    return DoubleStream.generate(() -> 800 * Math.exp(0.6 * random.nextGaussian()))
        .limit(n)
        .boxed()
        .toList();
  }

  private static double percentile(double q, byte[]... sketches) {
    SketchReader reader = new SketchReader(0.01);
    for (byte[] sketch : sketches) {
      reader.add(sketch);
    }
    return reader.percentile(q);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 32, 33, 100, 10_000})
  void whoReadsThemAsDocumentedFindsThePercentilesOfTheRow(int requests) {
    PerformanceStats stats = stats(logNormal(requests), FIVE_MINUTES);
    Sketches sketches = stats.sketches();
    Percentiles ttft = stats.details().measure(Measure.TTFT_MS);
    Percentiles perToken = stats.details().measure(Measure.TIME_PER_OUTPUT_TOKEN_MS);

    same(percentile(0.5, sketches.latencyMs()), stats.latencyMsP50());
    same(percentile(0.95, sketches.latencyMs()), stats.latencyMsP95());
    same(percentile(0.99, sketches.latencyMs()), stats.latencyMsP99());
    same(percentile(0.95, sketches.ttftMs()), ttft.p95());
    same(percentile(0.99, sketches.timePerOutputTokenMs()), perToken.p99());
  }

  /** Up to the last digits, for cube roots are not the same to the bit everywhere. */
  private static void same(double read, double inRow) {
    assertThat(read, closeTo(inRow, inRow * 1e-12));
  }

  @Test
  void addedUpTheyAreThoseOfAllRequestsTogether() {
    List<Double> all = logNormal(10_000);
    byte[][] parts = {
      stats(all.subList(0, 20), FIVE_MINUTES).sketches().latencyMs(),
      stats(all.subList(20, 3_000), FIVE_MINUTES).sketches().latencyMs(),
      stats(all.subList(3_000, 10_000), FIVE_MINUTES).sketches().latencyMs()
    };
    PerformanceStats together = stats(all, FIVE_MINUTES);
    same(percentile(0.5, parts), together.latencyMsP50());
    same(percentile(0.99, parts), together.latencyMsP99());
    double truth = all.stream().sorted().toList().get((int) Math.ceil(0.999 * 10_000) - 1);
    assertThat(percentile(0.999, parts), closeTo(truth, 0.01 * truth));
  }

  @Test
  void windowsOfOtherLengthsAreNotBurdened() {
    List<Double> latencies = logNormal(100);
    assertThat(stats(latencies, Duration.standardMinutes(15)).sketches(), equalTo(Sketches.NONE));
    assertThat(
        PerformanceCombine.withDefaults()
            .finish(COMBINE.create(), new IntervalWindow(Instant.EPOCH, FIVE_MINUTES))
            .sketches(),
        equalTo(Sketches.NONE));
  }

  @Test
  void whatNoRequestHasIsNull() {
    assertThat(stats(List.of(), FIVE_MINUTES).sketches(), equalTo(Sketches.NONE));
    Request plain = new Request(Identity.of(1), 100, 0.01, 900, 90, null, null, null);
    Sketches sketches =
        COMBINE
            .finish(
                COMBINE.add(COMBINE.create(), plain, 0),
                new IntervalWindow(Instant.EPOCH, FIVE_MINUTES))
            .sketches();
    assertThat(percentile(0.5, sketches.latencyMs()), is(100.0));
    assertThat(sketches.ttftMs(), nullValue());
    assertThat(sketches.timePerOutputTokenMs(), nullValue());
  }

  @Test
  void theyAreEqualWhateverTheOrderOfRequestsAndTellOthersApart() {
    List<Double> latencies = logNormal(1_000);
    List<Double> shuffled = new java.util.ArrayList<>(latencies);
    Collections.shuffle(shuffled, new Random(5));
    Sketches sketches = stats(latencies, FIVE_MINUTES).sketches();
    assertThat(stats(shuffled, FIVE_MINUTES).sketches(), equalTo(sketches));
    assertThat(stats(shuffled, FIVE_MINUTES).sketches().hashCode(), is(sketches.hashCode()));
    assertThat(stats(logNormal(999), FIVE_MINUTES).sketches(), not(equalTo(sketches)));
  }

  @Test
  void theirBytesAreAsManyAsIsSaid() {
    assertThat(
        Arrays.stream(new int[] {10, 32, 100, 10_000})
            .map(n -> stats(logNormal(n), FIVE_MINUTES).sketches().latencyMs().length)
            .boxed()
            .toList(),
        equalTo(List.of(90, 266, 162, 444)));
  }

  @Test
  void theyAreStoredWithTheirValue() throws Exception {
    CoderProperties.coderDecodeEncodeEqual(
        PerformanceStatsCoder.of(), stats(logNormal(100), FIVE_MINUTES));
    CoderException e =
        assertThrows(
            CoderException.class,
            () -> SketchesCoder.decode(new ByteArrayInputStream(new byte[] {8})));
    assertThat(e.getMessage(), is("stored sketches begin with 8; 0 to 7 is needed"));
  }
}
