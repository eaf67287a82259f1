package io.tidemark.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.fixtures.Golden;
import io.tidemark.testing.MergeLaw;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.util.CoderUtils;
import org.junit.jupiter.api.Test;

/**
 * Percentiles here are nearest rank ({@code percentile_disc}): always a value that occurred, which
 * a sketch can approximate within a relative error. Linear interpolation ({@code percentile_cont})
 * invents values between two that may lie far apart, which no mergeable sketch can bound. Where a
 * golden case gives the linear figure (p50 of 1..100 as 50.5, p95 of the eleven latencies as 350),
 * the nearest-rank figure is expected instead (50, 500).
 */
class QuantileSketchTest {
  private static final double[] QUANTILES = {0, 0.01, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1};
  private static final double ALPHA = 0.01;

  @Test
  void goldenCasesByNearestRank() {
    assertThat(quantile(0.5, 1, 2, 2, 2, 3), is(2.0));
    assertThat(quantile(0.5, 50, 10, 30, 20, 40), is(30.0));
    assertThat(quantile(0.95, 10, 20, 30, 40, 50), is(50.0));
    assertThat(quantile(0, 10, 20, 30), is(10.0));
    assertThat(quantile(1, 10, 20, 30), is(30.0));
    assertThat(quantile(0.95, 42), is(42.0));
    double[] latencies = {45, 52, 48, 51, 49, 150, 200, 46, 50, 47, 500};
    assertThat(quantile(0.5, latencies), is(50.0));
    assertThat(quantile(0.95, latencies), is(500.0)); // linear: 350
    assertThat(quantile(0.99, latencies), is(500.0)); // linear: 470
    double[] ten = {100, 120, 95, 110, 105, 200, 115, 130, 98, 125};
    assertThat(quantile(0.5, ten), is(110.0)); // linear: 112.5
    assertThat(quantile(0.95, ten), is(200.0)); // linear: 168.5
  }

  @Test
  void oneToAHundredWithinOnePercent() {
    double[] values = IntStream.rangeClosed(1, 100).asDoubleStream().toArray();
    assertThat(quantile(0.5, values), closeTo(50, 0.5)); // linear: 50.5
    assertThat(quantile(0.75, values), closeTo(75, 0.75)); // linear: 75.25
    assertThat(quantile(0.95, values), closeTo(95, 0.95)); // linear: 95.05
    assertThat(quantile(0.99, values), closeTo(99, 0.99)); // linear: 99.01
  }

  @Test
  void nothingHasNoQuantileAndQuantilesOutsideZeroToOneAreRefused() {
    QuantileSketch none = QuantileSketch.create(ALPHA);
    assertThat(none.quantile(0.5), equalTo(OptionalDouble.empty()));
    Exception refused = assertThrows(IllegalArgumentException.class, () -> none.quantile(1.01));
    assertThat(refused.getMessage(), is("quantile is 1.01: allowed are 0 to 1"));
    assertThrows(IllegalArgumentException.class, () -> none.quantile(-0.01));
    assertThrows(IllegalArgumentException.class, () -> none.quantile(Double.NaN));
  }

  @Test
  void refusesWhatIsNotFinite() {
    QuantileSketch sketch = QuantileSketch.create(ALPHA);
    Exception refused =
        assertThrows(IllegalArgumentException.class, () -> sketch.add(Double.POSITIVE_INFINITY));
    assertThat(
        refused.getMessage(),
        is("value Infinity has no place in a sketch: allowed are -1.0E140 to 1.0E140"));
    assertThrows(IllegalArgumentException.class, () -> sketch.add(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> QuantileSketch.create(0));
    assertThrows(
        IllegalArgumentException.class, () -> sketch.mergeWith(QuantileSketch.create(0.02)));
  }

  @Test
  void everySmallCountKeepsTheConvention() {
    Random random = new Random(7);
    for (int n = 1; n <= 200; n++) {
      double[] values = random.doubles(n, 0, 1000).toArray();
      assertWithinError(values, ALPHA);
    }
  }

  @Test
  void exactUpToThirtyTwoValuesAndASketchBeyond() {
    QuantileSketch sketch = QuantileSketch.create(ALPHA);
    for (int i = 1; i <= 32; i++) {
      sketch.add(1000 + i);
    }
    assertThat(sketch.isExact(), is(true));
    assertThat(sketch.quantile(0.5), equalTo(OptionalDouble.of(1016)));
    sketch.add(1);
    assertThat(sketch.isExact(), is(false));
    assertThat(sketch.quantile(0), equalTo(OptionalDouble.of(1)));
    assertThat(sketch.quantile(1), equalTo(OptionalDouble.of(1032)));
  }

  @Test
  void zerosNegativesAndExtremesKeepTheBound() {
    double[] extremes = new double[100];
    for (int i = 0; i < extremes.length; i++) {
      double magnitude = Math.pow(10, -280 + 4.2 * i);
      extremes[i] = i % 7 == 0 ? 0 : i % 3 == 0 ? -magnitude : magnitude;
    }
    assertWithinError(extremes, ALPHA);
    assertWithinError(extremes, 0.05);
  }

  @Property(tries = 300)
  void everyEstimateIsWithinTheErrorOfTheNearestRank(
      @ForAll @IntRange(min = 1, max = 400) int n, @ForAll long seed) {
    assertWithinError(mixture(n, seed), ALPHA);
  }

  @Property(tries = 300)
  void anyGroupingAndAnyOrderGiveTheSameBits(
      @ForAll @IntRange(max = 150) int n, @ForAll long seed) {
    var combine =
        WindowedCombine.of(
            Aggregates.quantiles(ALPHA, QUANTILES),
            QuantileSketchCoder.of(),
            ListCoder.of(DoubleCoder.of()));
    MergeLaw.holds(
        combine,
        MergeLaw.atEpoch(DoubleStream.of(mixture(n, seed)).boxed().toList()),
        seed,
        (actual, expected) -> assertThat(actual, equalTo(expected)));
  }

  @Property(tries = 100)
  void equalValuesLeaveEqualBytes(@ForAll @IntRange(max = 100) int n, @ForAll long seed)
      throws Exception {
    List<Double> values = new ArrayList<>(DoubleStream.of(mixture(n, seed)).boxed().toList());
    QuantileSketch sketch = sketchOf(values);
    Collections.shuffle(values, new Random(seed));
    QuantileSketch shuffled = sketchOf(values);
    CoderProperties.coderDecodeEncodeEqual(QuantileSketchCoder.of(), sketch);
    CoderProperties.coderDeterministic(QuantileSketchCoder.of(), sketch, shuffled);
  }

  @Test
  void negativeZeroIsZero() throws Exception {
    CoderProperties.coderDeterministic(
        QuantileSketchCoder.of(), sketchOf(List.of(-0.0)), sketchOf(List.of(0.0)));
  }

  @Test
  void tenThousandHeavyTailedLatenciesTakeLessThanThreeKilobytes() throws Exception {
    Random random = new Random(1);
    QuantileSketch sketch = QuantileSketch.create(ALPHA);
    for (int i = 0; i < 10_000; i++) {
      sketch.add(500 * Math.exp(random.nextGaussian()));
    }
    int bytes = CoderUtils.encodeToByteArray(QuantileSketchCoder.of(), sketch).length;
    assertThat(bytes, lessThan(3_000));
  }

  @Test
  void goldenPercentileConventions() {
    JsonNode vectors = Golden.read("percentile_conventions.json").get("vectors");
    for (Iterator<Map.Entry<String, JsonNode>> it = vectors.fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> vector = it.next();
      double[] values = values(vector.getValue().get("values"));
      for (int percent : new int[] {50, 95, 99}) {
        double disc = vector.getValue().get("p" + percent).get("disc").asDouble();
        double error = values.length <= QuantileSketch.EXACT_UP_TO ? 0 : ALPHA * disc;
        assertThat(
            vector.getKey() + " p" + percent,
            quantile(percent / 100.0, values),
            closeTo(disc, error));
      }
    }
  }

  private static double[] values(JsonNode node) {
    if (node.isArray()) {
      return DoubleStream.of(new ObjectMapper().convertValue(node, double[].class)).toArray();
    }
    String[] ends = node.asText().split("\\.\\.", -1);
    return IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]))
        .asDoubleStream()
        .toArray();
  }

  /** Zeros, repeats, both signs, small and huge, in a mix that differs by seed. */
  private static double[] mixture(int n, long seed) {
    Random random = new Random(seed);
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      double magnitude = Math.exp(random.nextGaussian() * 5);
      values[i] =
          switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> random.nextInt(5);
            case 2 -> -magnitude;
            case 3 -> magnitude * 1e30;
            default -> magnitude;
          };
    }
    return values;
  }

  private static void assertWithinError(double[] values, double alpha) {
    QuantileSketch sketch = QuantileSketch.create(alpha);
    DoubleStream.of(values).forEach(sketch::add);
    double[] sorted = DoubleStream.of(values).sorted().toArray();
    for (double q : QUANTILES) {
      double exact = sorted[Math.max(0, (int) Math.ceil(q * sorted.length) - 1)];
      double estimate = sketch.quantile(q).getAsDouble();
      double allowed = values.length <= QuantileSketch.EXACT_UP_TO ? 0 : alpha * Math.abs(exact);
      assertThat(
          "q=" + q + " of " + values.length + " values: " + estimate + " for " + exact,
          Math.abs(estimate - exact),
          lessThanOrEqualTo(allowed));
    }
  }

  private static QuantileSketch sketchOf(List<Double> values) {
    QuantileSketch sketch = QuantileSketch.create(ALPHA);
    values.forEach(sketch::add);
    return sketch;
  }

  private static double quantile(double q, double... values) {
    QuantileSketch sketch = QuantileSketch.create(ALPHA);
    DoubleStream.of(values).forEach(sketch::add);
    return sketch.quantile(q).getAsDouble();
  }
}
