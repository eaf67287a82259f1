package io.tidemark.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.testing.MergeLaw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.testing.CombineFnTester;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

class AggregatesTest {
  private static final KvCoder<String, Long> WEIGHTED =
      KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of());

  @Test
  void momentsAsACombineFn() {
    CombineFnTester.testCombineFn(
        Aggregates.moments(), Arrays.asList(1.0, 2.0, 3.0), Moments.of(1, 2, 3));
  }

  @Test
  void quantilesAsACombineFn() {
    CombineFnTester.testCombineFn(
        Aggregates.quantiles(0.01, 0.5, 1), Arrays.asList(5.0, 1.0, 3.0), List.of(3.0, 5.0));
    CombineFn<Double, QuantileSketch, List<Double>> fn = Aggregates.quantiles(0.01, 0.5);
    assertThat(fn.extractOutput(fn.createAccumulator()), equalTo(List.of()));
    assertThrows(IllegalArgumentException.class, () -> Aggregates.quantiles(0.01, 1.5));
  }

  @Test
  void threeEventsInAWindowOfOneSecondAreThreePerSecond() {
    CombineFnTester.testCombineFn(
        Aggregates.rate(Duration.standardSeconds(1)), Arrays.asList("a", "b", "c"), 3.0);
    CombineFnTester.testCombineFn(
        Aggregates.rate(Duration.standardMinutes(5)), Arrays.asList("a", "b", "c"), 0.01);
    assertThrows(IllegalArgumentException.class, () -> Aggregates.rate(Duration.ZERO));
  }

  @Test
  void topKeysAsACombineFn() {
    CombineFnTester.testCombineFn(
        Aggregates.<String>topKeys(2, 10),
        Arrays.asList(KV.of("a", 3L), KV.of("b", 1L), KV.of("a", 2L), KV.of("c", 4L)),
        List.of(KV.of("a", 5L), KV.of("c", 4L)));
  }

  @Property(tries = 100)
  void topKeysAreExactInAnyGroupingWhileTheKeysFit(@ForAll long seed) {
    CoderRegistry registry = CoderRegistry.createDefault();
    TopKeysFn<String> fn = Aggregates.topKeys(5, 20);
    Random random = new Random(seed);
    List<KV<String, Long>> weighted = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      weighted.add(KV.of("k" + random.nextInt(20), (long) random.nextInt(100)));
    }
    MergeLaw.holds(
        WindowedCombine.of(
            fn,
            fn.getAccumulatorCoder(registry, WEIGHTED),
            fn.getDefaultOutputCoder(registry, WEIGHTED)),
        MergeLaw.atEpoch(weighted),
        seed,
        (actual, expected) -> assertThat(actual, equalTo(expected)));
  }

  @Property(tries = 100)
  void topKeysBeyondTheBoundStayWithinTheirError(@ForAll long seed) {
    Random random = new Random(seed);
    Map<String, Long> exact = new HashMap<>();
    TopKeys<String> left = new TopKeys<>(10);
    TopKeys<String> right = new TopKeys<>(10);
    long total = 0;
    for (int i = 0; i < 300; i++) {
      String key = "k" + (int) Math.exp(random.nextDouble() * 5);
      long weight = random.nextInt(100);
      exact.merge(key, weight, Long::sum);
      total += weight;
      (random.nextBoolean() ? left : right).add(key, weight);
    }
    left.mergeWith(right);
    assertThat(left.error(), lessThanOrEqualTo(total / 11));
    exact.forEach(
        (key, weight) -> {
          long told = left.weights().getOrDefault(key, 0L);
          assertThat(key, told, lessThanOrEqualTo(weight));
          assertThat(key, told, greaterThanOrEqualTo(weight - left.error()));
        });
  }

  @Test
  void topKeysRefuseWhatMakesNoSense() {
    assertThrows(IllegalArgumentException.class, () -> new TopKeys<String>(0));
    assertThrows(IllegalArgumentException.class, () -> Aggregates.topKeys(11, 10));
    Exception refused =
        assertThrows(IllegalArgumentException.class, () -> new TopKeys<String>(1).add("a", -1));
    assertThat(refused.getMessage(), is("weight of a is -1: allowed are 0 and more"));
  }

  @Test
  void aCombineFnIsAWindowedCombineThatIgnoresTimes() {
    var combine =
        WindowedCombine.of(
            Aggregates.<String>rate(Duration.standardSeconds(2)),
            VarLongCoder.of(),
            DoubleCoder.of());
    Long acc = combine.add(combine.add(combine.create(), "a", 1_000), "b", -1);
    assertThat(combine.finish(combine.merge(acc, 2L), MergeLaw.WINDOW), is(2.0));
  }
}
