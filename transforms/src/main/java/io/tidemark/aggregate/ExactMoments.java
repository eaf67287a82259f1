package io.tidemark.aggregate;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Count, sum, mean, population standard deviation, minimum and maximum that are the same to the bit
 * in every order and grouping of the values.
 *
 * <p>Values are rounded to whole units and added as in {@link ExactSum}. The squares of the units
 * are added in 192 bits, which 2^63 values cannot overflow. Milliseconds with 6 decimals, for
 * example, are whole nanoseconds, up to 292 years. Minimum and maximum are not rounded.
 */
public final class ExactMoments {
  private final ExactSum sum;

  /** Σ units², in three words of 64 bits. */
  private long squaresHigh;

  private long squaresMiddle;
  private long squaresLow;

  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  /**
   * Moments of no values.
   *
   * @param decimals to which values are rounded, from 0 to 15
   */
  public ExactMoments(int decimals) {
    this(new ExactSum(decimals));
  }

  private ExactMoments(ExactSum sum) {
    this.sum = sum;
  }

  /** Adds one value, whose magnitude is at most {@link ExactSum#largest}. */
  public void add(double value) {
    long units = sum.units(value);
    sum.addUnits(units);
    addSquares(0, Math.multiplyHigh(units, units), units * units);
    min = Math.min(min, value + 0.0);
    max = Math.max(max, value + 0.0);
  }

  /** Adds all values of {@code other}, which has the same decimals and is not changed. */
  public void mergeWith(ExactMoments other) {
    sum.mergeWith(other.sum);
    addSquares(other.squaresHigh, other.squaresMiddle, other.squaresLow);
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
  }

  private void addSquares(long high, long middle, long low) {
    squaresLow += low;
    long carry = Long.compareUnsigned(squaresLow, low) < 0 ? 1 : 0;
    long raised = middle + carry; // wraps to 0 only when middle is all ones and there is a carry
    long overflow = raised == 0 ? carry : 0;
    squaresMiddle += raised;
    overflow += Long.compareUnsigned(squaresMiddle, raised) < 0 ? 1 : 0;
    squaresHigh += high + overflow;
  }

  /** The number of values. */
  public long count() {
    return sum.count();
  }

  /** The double nearest to the sum; 0 for no values. */
  public double sum() {
    return sum.sum();
  }

  /** The double nearest to the mean; empty for no values. */
  public OptionalDouble mean() {
    return sum.mean();
  }

  /** The smallest value; empty for no values. */
  public OptionalDouble min() {
    return count() == 0 ? OptionalDouble.empty() : OptionalDouble.of(min);
  }

  /** The largest value; empty for no values. */
  public OptionalDouble max() {
    return count() == 0 ? OptionalDouble.empty() : OptionalDouble.of(max);
  }

  /**
   * The population standard deviation {@code sqrt((n·Σx² − (Σx)²) / n²)}, whose numerator is
   * computed exactly; 0 for one value, empty for none.
   */
  public OptionalDouble populationStddev() {
    if (count() == 0) {
      return OptionalDouble.empty();
    }
    BigInteger total = sum.unscaled();
    BigInteger radicand =
        BigInteger.valueOf(count())
            .multiply(WideInteger.signed(squares()))
            .subtract(total.multiply(total));
    double variance = WideInteger.ratio(radicand, sum.unitsOf(count()).pow(2));
    return OptionalDouble.of(Math.sqrt(variance));
  }

  ExactSum exactSum() {
    return sum;
  }

  /** The sum of squares, the most significant word first. */
  long[] squares() {
    return new long[] {squaresHigh, squaresMiddle, squaresLow};
  }

  static ExactMoments ofFields(ExactSum sum, long[] squares, double min, double max) {
    ExactMoments moments = new ExactMoments(sum);
    moments.squaresHigh = squares[0];
    moments.squaresMiddle = squares[1];
    moments.squaresLow = squares[2];
    moments.min = min;
    moments.max = max;
    return moments;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ExactMoments that
        && sum.equals(that.sum)
        && Arrays.equals(squares(), that.squares())
        && min == that.min
        && max == that.max;
  }

  @Override
  public int hashCode() {
    return Objects.hash(sum, Arrays.hashCode(squares()));
  }

  @Override
  public String toString() {
    return "ExactMoments(" + sum + ", min=" + min + ", max=" + max + ")";
  }
}
