package io.tidemark.aggregate;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Count, sum, mean, population standard deviation, minimum and maximum that are the same to the bit
 * in every order and grouping of the values.
 *
 * <p>As {@link ExactSum}, with the squares of the units added in 192 bits: 2^63 values cannot
 * overflow. Milliseconds with 6 decimals are whole nanoseconds up to 292 years. Minimum and maximum
 * are of the values as given.
 */
public final class ExactMoments {
  private final ExactSum sum;

  /** Σ units², most significant first. */
  private final long[] squares = new long[3];

  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  /** No values yet. {@code decimals} is from 0 to 15. */
  public ExactMoments(int decimals) {
    this(new ExactSum(decimals));
  }

  private ExactMoments(ExactSum sum) {
    this.sum = sum;
  }

  /** Takes in one value, its magnitude at most {@link ExactSum#largest}. */
  public void add(double value) {
    long units = sum.units(value);
    sum.addUnits(units);
    addSquares(0, Math.multiplyHigh(units, units), units * units);
    min = Math.min(min, value + 0.0);
    max = Math.max(max, value + 0.0);
  }

  /** Takes in all values of {@code other}, which stays as it is and has as many decimals. */
  public void mergeWith(ExactMoments other) {
    sum.mergeWith(other.sum);
    addSquares(other.squares[0], other.squares[1], other.squares[2]);
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
  }

  private void addSquares(long high, long middle, long low) {
    squares[2] += low;
    long carry = Long.compareUnsigned(squares[2], low) < 0 ? 1 : 0;
    long raised = middle + carry; // wraps to 0 only when middle is all ones and there is a carry
    long overflow = raised == 0 ? carry : 0;
    squares[1] += raised;
    overflow += Long.compareUnsigned(squares[1], raised) < 0 ? 1 : 0;
    squares[0] += high + overflow;
  }

  /** How many values. */
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

  /** The smallest; empty for no values. */
  public OptionalDouble min() {
    return count() == 0 ? OptionalDouble.empty() : OptionalDouble.of(min);
  }

  /** The largest; empty for no values. */
  public OptionalDouble max() {
    return count() == 0 ? OptionalDouble.empty() : OptionalDouble.of(max);
  }

  /** {@code sqrt((n·Σx² − (Σx)²) / n²)}, the numerator exact; 0 for one value, empty for none. */
  public OptionalDouble populationStddev() {
    if (count() == 0) {
      return OptionalDouble.empty();
    }
    BigInteger total = sum.unscaled();
    BigInteger radicand =
        BigInteger.valueOf(count())
            .multiply(WideInteger.signed(squares))
            .subtract(total.multiply(total));
    BigDecimal variance =
        new BigDecimal(radicand, 2 * sum.decimals())
            .divide(BigDecimal.valueOf(count()).pow(2), ExactSum.TWENTY_DIGITS);
    return OptionalDouble.of(Math.sqrt(variance.doubleValue()));
  }

  ExactSum exactSum() {
    return sum;
  }

  long[] squares() {
    return squares;
  }

  static ExactMoments ofFields(ExactSum sum, long[] squares, double min, double max) {
    ExactMoments moments = new ExactMoments(sum);
    System.arraycopy(squares, 0, moments.squares, 0, squares.length);
    moments.min = min;
    moments.max = max;
    return moments;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ExactMoments that
        && sum.equals(that.sum)
        && Arrays.equals(squares, that.squares)
        && min == that.min
        && max == that.max;
  }

  @Override
  public int hashCode() {
    return Objects.hash(sum, Arrays.hashCode(squares));
  }

  @Override
  public String toString() {
    return "ExactMoments(" + sum + ", min=" + min + ", max=" + max + ")";
  }
}
