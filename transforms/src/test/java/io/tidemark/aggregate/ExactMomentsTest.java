package io.tidemark.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.beam.sdk.testing.CoderProperties;
import org.junit.jupiter.api.Test;

class ExactMomentsTest {

  @Test
  void aTenthAndTwoTenthsAreThreeTenths() {
    ExactSum sum = new ExactSum(12);
    sum.add(0.1);
    sum.add(0.2);
    assertThat(sum.sum(), is(0.3));
    assertThat(sum.mean(), equalTo(OptionalDouble.of(0.15)));
  }

  @Test
  void knownDeviations() {
    assertThat(of(6, 2, 4, 4, 4, 5, 5, 7, 9).populationStddev().getAsDouble(), is(2.0));
    assertThat(
        of(6, 1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16).populationStddev().getAsDouble(),
        closeTo(Math.sqrt(22.5), 1e-15));
    assertThat(of(6, 42).populationStddev(), equalTo(OptionalDouble.of(0)));
    assertThat(of(6).populationStddev(), equalTo(OptionalDouble.empty()));
    assertThat(of(6).mean(), equalTo(OptionalDouble.empty()));
    assertThat(of(6).min(), equalTo(OptionalDouble.empty()));
    assertThat(of(6).sum(), is(0.0));
  }

  @Test
  void refusesWhatDoesNotFitRatherThanSaturate() {
    Exception refused = assertThrows(IllegalArgumentException.class, () -> of(6, 1e13));
    assertThat(
        refused.getMessage(),
        is("value 1.0E13 does not fit a sum with 6 decimals: allowed are ±9.2E12"));
    assertThrows(IllegalArgumentException.class, () -> of(6, Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new ExactSum(16));
    assertThrows(IllegalArgumentException.class, () -> new ExactSum(6).mergeWith(new ExactSum(9)));
  }

  @Test
  void twoToTheSixtyTwoOfTheLargestValuesDoNotOverflow() {
    ExactMoments moments = of(6, 9.2e12);
    for (int doubling = 0; doubling < 62; doubling++) {
      ExactMoments same = copy(moments);
      moments.mergeWith(same);
    }
    assertThat(moments.count(), is(1L << 62));
    assertThat(moments.mean(), equalTo(OptionalDouble.of(9.2e12)));
    assertThat(moments.populationStddev(), equalTo(OptionalDouble.of(0)));
  }

  @Test
  void aCarryPassesThroughAWordOfOnes() {
    ExactMoments a = ExactMoments.ofFields(new ExactSum(6), new long[] {0, 5, -1}, 0, 0);
    ExactMoments b = ExactMoments.ofFields(new ExactSum(6), new long[] {0, -1, 1}, 0, 0);
    a.mergeWith(b);
    assertThat(a.squares(), equalTo(new long[] {1, 5, 0}));
  }

  @Property(tries = 500)
  void equalsABigDecimalModelInAnyGrouping(
      @ForAll @IntRange(min = 1, max = 60) int n, @ForAll long seed) {
    Random random = new Random(seed);
    ExactMoments left = of(6);
    ExactMoments right = of(6);
    BigInteger sum = BigInteger.ZERO;
    BigInteger squares = BigInteger.ZERO;
    for (int i = 0; i < n; i++) {
      double value = (random.nextBoolean() ? 1 : -1) * Math.exp(random.nextDouble() * 59 - 30);
      (random.nextBoolean() ? left : right).add(value);
      BigInteger units = new BigDecimal(Math.rint(value * 1e6)).toBigInteger();
      sum = sum.add(units);
      squares = squares.add(units.multiply(units));
    }
    left.mergeWith(right);
    assertThat(left.exactSum().unscaled(), equalTo(sum));
    assertThat(WideInteger.signed(left.squares()), equalTo(squares));
    assertThat(left.sum(), is(new BigDecimal(sum, 6).doubleValue()));
    assertThat(left.mean().getAsDouble(), is(nearest(new BigDecimal(sum, 6), n)));
    BigInteger radicand = squares.multiply(BigInteger.valueOf(n)).subtract(sum.multiply(sum));
    double variance = nearest(new BigDecimal(radicand, 12), (long) n * n);
    assertThat(left.populationStddev().getAsDouble(), is(Math.sqrt(variance)));
  }

  private static double nearest(BigDecimal dividend, long divisor) {
    return dividend.divide(BigDecimal.valueOf(divisor), new MathContext(60)).doubleValue();
  }

  @Test
  void aRatioIsRoundedOnceAndATieToTheEven() {
    BigInteger tie = BigInteger.ONE.shiftLeft(53).add(BigInteger.ONE);
    BigInteger three = BigInteger.valueOf(3);
    assertThat(WideInteger.ratio(tie, BigInteger.ONE), is(0x1p53));
    assertThat(WideInteger.ratio(tie.multiply(three), three), is(0x1p53));
    assertThat(WideInteger.ratio(tie.multiply(three).add(BigInteger.ONE), three), is(0x1p53 + 2));
    assertThat(WideInteger.ratio(tie.shiftLeft(200), BigInteger.ONE.shiftLeft(190)), is(0x1p63));
    BigInteger justAbove = tie.shiftLeft(100).add(BigInteger.ONE);
    assertThat(WideInteger.ratio(justAbove, BigInteger.ONE.shiftLeft(100)), is(0x1p53 + 2));
    assertThat(WideInteger.ratio(BigInteger.ONE.negate(), three), is(-1.0 / 3));
    assertThat(WideInteger.ratio(BigInteger.ZERO, three), is(0.0));
  }

  @Property
  void theMeanIsTheNearestDouble(
      @ForAll @IntRange(min = 1, max = 5_000) int n, @ForAll Random random) {
    ExactMoments moments = of(6);
    BigInteger sum = BigInteger.ZERO;
    for (int i = 0; i < n; i++) {
      double value = random.nextDouble() * 4e6 - 1e6;
      moments.add(value);
      sum = sum.add(new BigDecimal(Math.rint(value * 1e6)).toBigInteger());
    }
    assertThat(moments.mean().getAsDouble(), is(nearest(new BigDecimal(sum, 6), n)));
  }

  @Property(tries = 300)
  void anyGroupingAndAnyOrderGiveTheSameBytes(@ForAll @IntRange(max = 60) int n, @ForAll long seed)
      throws Exception {
    List<Double> values = new Random(seed).doubles(n, -1e12, 1e12).boxed().toList();
    ExactMoments forwards = of(6);
    values.forEach(forwards::add);
    ExactMoments merged = of(6);
    for (int i = n - 1; i >= 0; i--) {
      ExactMoments one = of(6, values.get(i));
      one.mergeWith(merged);
      merged = one;
    }
    CoderProperties.coderDecodeEncodeEqual(ExactMomentsCoder.of(), forwards);
    CoderProperties.coderDeterministic(ExactMomentsCoder.of(), forwards, merged);
  }

  @Test
  void sumCoderRoundTrips() throws Exception {
    ExactSum sum = new ExactSum(12);
    CoderProperties.coderDecodeEncodeEqual(ExactSumCoder.of(), sum);
    sum.add(-0.25);
    CoderProperties.coderDecodeEncodeEqual(ExactSumCoder.of(), sum);
  }

  private static ExactMoments copy(ExactMoments moments) {
    ExactMoments copy = of(6);
    copy.mergeWith(moments);
    return copy;
  }

  private static ExactMoments of(int decimals, double... values) {
    ExactMoments moments = new ExactMoments(decimals);
    for (double value : values) {
      moments.add(value);
    }
    return moments;
  }
}
