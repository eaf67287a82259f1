package io.tidemark.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.testing.MergeLaw;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.apache.beam.sdk.testing.CoderProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MomentsTest {

  /** Golden section 5: values; mean; sample and population stddev. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "10 20 30, 20, 10, 8.16496580927726",
    "10 20 30 40 50, 30, 15.811388300841896, 14.142135623730951",
    "10 12 14 16 18, 14, 3.1622776601683795, 2.8284271247461903",
    "2 4 4 4 5 5 7 9, 5, 2.138089935299395, 2.0",
    "10 20, 15, 7.0710678118654755, 5",
    "5 5 5, 5, 0, 0",
    "-10 -5 0 5 10, 0, 7.905694150420948, 7.0710678118654755",
    "10 20 30 40, 25, 12.909944487358056, 11.180339887498949",
    "1000000004 1000000007 1000000013 1000000016, 1000000010, 5.477225575051661, 4.743416490252569",
    "45 52 48 51 49 150 200 46 50 47 500, 112.54545454545455, 138.57443027944487, 132.12553509747232",
    "100 120 95 110 105 200 115 130 98 125, 119.8, 30.52066695062726, 28.954446981422386",
  })
  void meanAndDeviations(String values, double mean, double sample, double population) {
    Moments moments = Moments.of(parse(values));
    assertThat(moments.mean().getAsDouble(), closeTo(mean, 1e-9 * Math.abs(mean)));
    assertThat(moments.sampleStddev().getAsDouble(), closeTo(sample, 1e-6));
    assertThat(moments.populationStddev().getAsDouble(), closeTo(population, 1e-6));
  }

  @Test
  void oneToAHundred() {
    Moments moments = Moments.of(DoubleStream.iterate(1, x -> x + 1).limit(100).toArray());
    assertThat(moments.count(), is(100L));
    assertThat(moments.sum(), is(5050.0));
    assertThat(moments.mean(), equalTo(OptionalDouble.of(50.5)));
    assertThat(moments.min(), equalTo(OptionalDouble.of(1)));
    assertThat(moments.max(), equalTo(OptionalDouble.of(100)));
    assertThat(moments.sampleStddev().getAsDouble(), closeTo(29.0115, 1e-4));
    assertThat(moments.populationStddev().getAsDouble(), closeTo(28.8661, 1e-4));
  }

  @Test
  void tenThousandValues() {
    Moments moments = Moments.of(DoubleStream.iterate(1, x -> x + 1).limit(10_000).toArray());
    assertThat(moments.sum(), is(50_005_000.0));
    assertThat(moments.mean().getAsDouble(), closeTo(5000.5, 1e-9));
  }

  @Test
  void hugeValuesStayFinite() {
    Moments moments = Moments.of(1e100, 2e100);
    assertThat(moments.sum(), is(1e100 + 2e100));
    assertThat(moments.populationStddev().getAsDouble(), closeTo(5e99, 1e88));
  }

  @Test
  void compensatesTheSum() {
    Moments moments = Moments.of(1, 1e100, 1, -1e100);
    assertThat(moments.sum(), is(2.0));
  }

  @Test
  void oneValueHasNoSampleDeviation() {
    Moments moments = Moments.of(42);
    assertThat(moments.mean(), equalTo(OptionalDouble.of(42)));
    assertThat(moments.min(), equalTo(OptionalDouble.of(42)));
    assertThat(moments.max(), equalTo(OptionalDouble.of(42)));
    assertThat(moments.populationStddev(), equalTo(OptionalDouble.of(0)));
    assertThat(moments.sampleStddev(), equalTo(OptionalDouble.empty()));
  }

  @Test
  void noValuesAreUndefinedNotNaN() {
    Moments none = new Moments();
    none.mergeWith(new Moments());
    assertThat(none.count(), is(0L));
    assertThat(none.sum(), is(0.0));
    assertThat(none.mean(), equalTo(OptionalDouble.empty()));
    assertThat(none.min(), equalTo(OptionalDouble.empty()));
    assertThat(none.max(), equalTo(OptionalDouble.empty()));
    assertThat(none.populationStddev(), equalTo(OptionalDouble.empty()));
  }

  @Test
  void mergesPartsOfTheGoldenCases() {
    assertThat(merged(Moments.of(10, 20), Moments.of(30, 40, 50)).mean().getAsDouble(), is(30.0));
    assertThat(merged(Moments.of(1, 2), Moments.of(3, 4, 5)).sum(), is(15.0));
    assertThat(merged(Moments.of(30, 20), Moments.of(10, 40)).min().getAsDouble(), is(10.0));
    assertThat(merged(Moments.of(20, 30), Moments.of(50, 10)).max().getAsDouble(), is(50.0));
    assertThat(
        merged(Moments.of(10, 12, 14), Moments.of(16, 18)).sampleStddev().getAsDouble(),
        closeTo(3.16228, 1e-5));
  }

  @Test
  void refusesWhatIsNotFinite() {
    Exception refused =
        assertThrows(IllegalArgumentException.class, () -> new Moments().add(Double.NaN));
    assertThat(
        refused.getMessage(), is("value NaN has no moments: allowed are -1.0E140 to 1.0E140"));
    assertThrows(IllegalArgumentException.class, () -> new Moments().add(-1e141));
  }

  @Test
  void theLargestValuesNeverOverflow() {
    Moments moments = Moments.of(1e140, -1e140);
    for (int doubling = 0; doubling < 61; doubling++) {
      Moments same = Moments.ofFields(moments.count(), moments.fields());
      moments.mergeWith(same);
    }
    assertThat(moments.populationStddev().getAsDouble(), closeTo(1e140, 1e128));
  }

  @Property(tries = 300)
  void mergedInAnyGroupingEqualsAddedInAnyOrder(
      @ForAll @Size(max = 60) List<@DoubleRange(min = -1e9, max = 1e9) Double> values,
      @ForAll long seed) {
    var combine = WindowedCombine.of(Aggregates.moments(), MomentsCoder.of(), MomentsCoder.of());
    MergeLaw.holds(combine, MergeLaw.atEpoch(values), seed, MomentsTest::assertClose);
  }

  @Test
  void coderRoundTripsAndIsDeterministic() throws Exception {
    for (Moments moments : List.of(new Moments(), Moments.of(42), Moments.of(0.1, 0.2, -3e100))) {
      CoderProperties.coderDecodeEncodeEqual(MomentsCoder.of(), moments);
      CoderProperties.coderDeterministic(
          MomentsCoder.of(), moments, Moments.ofFields(moments.count(), moments.fields()));
    }
  }

  private static Moments merged(Moments a, Moments b) {
    a.mergeWith(b);
    return a;
  }

  private static void assertClose(Moments actual, Moments expected) {
    assertThat(actual.count(), is(expected.count()));
    assertThat(actual.min(), equalTo(expected.min()));
    assertThat(actual.max(), equalTo(expected.max()));
    double scale = Math.max(Math.abs(expected.max().orElse(0)), Math.abs(expected.min().orElse(0)));
    assertThat(actual.sum(), closeTo(expected.sum(), 1e-12 * scale * (1 + expected.count())));
    assertThat(actual.mean().orElse(0), closeTo(expected.mean().orElse(0), 1e-12 * scale));
    assertThat(
        actual.populationStddev().orElse(0),
        closeTo(expected.populationStddev().orElse(0), 1e-7 * scale));
  }

  private static double[] parse(String values) {
    return Stream.of(values.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
  }
}
