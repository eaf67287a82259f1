package io.tidemark.aggregate;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A sum of decimals that is the same to the bit in every order and grouping of the values, which a
 * sum of doubles is not.
 *
 * <p>Each value is rounded once, half to even, to a whole number of units of {@code 10^-decimals}.
 * The units are added as integers of 128 bits, which 2^63 values cannot overflow. With 12 decimals,
 * {@code 0.1 + 0.2} is 0.3.
 */
public final class ExactSum {
  private static final int MOST_DECIMALS = 15;

  /** Units by their decimals. They are shared, because each window of each key has a sum. */
  private static final Unit[] UNITS =
      IntStream.rangeClosed(0, MOST_DECIMALS).mapToObj(Unit::of).toArray(Unit[]::new);

  /** The magnitude up to which a double holds every whole number. */
  private static final long WHOLE = 1L << 53;

  private final Unit unit;
  private long count;
  private long high;
  private long low;

  /**
   * The unit that values are rounded to, {@code 10^-decimals}.
   *
   * @param perOne how many units make 1: {@code 10^decimals}, a whole number that a double holds
   * @param largest the largest magnitude of a value, such that its units fit a long
   */
  private record Unit(int decimals, double perOne, double largest) {

    static Unit of(int decimals) {
      double perOne = Math.pow(10, decimals);
      return new Unit(decimals, perOne, 9.2e18 / perOne);
    }
  }

  /**
   * A sum of no values.
   *
   * @param decimals to which values are rounded, from 0 to 15
   */
  public ExactSum(int decimals) {
    this.unit = unit(decimals);
  }

  /**
   * The largest magnitude that a value may have: {@code 9.2e18 / 10^decimals}.
   *
   * @param decimals from 0 to 15
   */
  public static double largest(int decimals) {
    return unit(decimals).largest();
  }

  private static Unit unit(int decimals) {
    if (decimals < 0 || decimals > MOST_DECIMALS) {
      throw new IllegalArgumentException("decimals is " + decimals + ": allowed are 0 to 15");
    }
    return UNITS[decimals];
  }

  /** Adds one value, whose magnitude is at most {@link #largest}. */
  public void add(double value) {
    addUnits(units(value));
  }

  /** Adds a value, if there is one; null is not counted. */
  public void addIfPresent(@Nullable Double value) {
    if (value != null) {
      add(value);
    }
  }

  /** A value in units of {@code 10^-decimals}, rounded half to even. */
  long units(double value) {
    if (!(Math.abs(value) <= unit.largest())) {
      throw new IllegalArgumentException(
          String.format(
              "value %s does not fit a sum with %d decimals: allowed are ±%s",
              value, unit.decimals(), unit.largest()));
    }
    return (long) Math.rint(value * unit.perOne());
  }

  void addUnits(long units) {
    count++;
    addWide(units >> 63, units);
  }

  private void addWide(long addedHigh, long addedLow) {
    long sum = low + addedLow;
    long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
    low = sum;
    high += addedHigh + carry;
  }

  /** Adds all values of {@code other}, which has the same decimals and is not changed. */
  public void mergeWith(ExactSum other) {
    if (decimals() != other.decimals()) {
      throw new IllegalArgumentException(
          "a sum with " + other.decimals() + " decimals does not fit one with " + decimals());
    }
    count += other.count;
    addWide(other.high, other.low);
  }

  /** The number of values. */
  public long count() {
    return count;
  }

  /** The double nearest to the sum; 0 for no values. */
  public double sum() {
    return isWhole() ? low / unit.perOne() : WideInteger.ratio(unscaled(), unitsOf(1));
  }

  /** The double nearest to the mean; empty for no values. */
  public OptionalDouble mean() {
    if (count == 0) {
      return OptionalDouble.empty();
    }
    double divisor = count * unit.perOne();
    return OptionalDouble.of(
        isWhole() && divisor <= WHOLE
            ? low / divisor
            : WideInteger.ratio(unscaled(), unitsOf(count)));
  }

  /** Whether a double holds the sum in units exactly, so that a division rounds only once. */
  private boolean isWhole() {
    return high == low >> 63 && -WHOLE <= low && low <= WHOLE;
  }

  /** A whole number in units of {@code 10^-decimals}. */
  BigInteger unitsOf(long number) {
    return BigInteger.valueOf((long) unit.perOne()).multiply(BigInteger.valueOf(number));
  }

  /** The sum in units of {@code 10^-decimals}. */
  BigInteger unscaled() {
    return WideInteger.signed(high, low);
  }

  int decimals() {
    return unit.decimals();
  }

  long high() {
    return high;
  }

  long low() {
    return low;
  }

  static ExactSum ofFields(int decimals, long count, long high, long low) {
    ExactSum sum = new ExactSum(decimals);
    sum.count = count;
    sum.high = high;
    sum.low = low;
    return sum;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ExactSum that
        && decimals() == that.decimals()
        && count == that.count
        && high == that.high
        && low == that.low;
  }

  @Override
  public int hashCode() {
    return Objects.hash(decimals(), count, high, low);
  }

  @Override
  public String toString() {
    return "ExactSum(n="
        + count
        + ", "
        + new BigDecimal(unscaled(), decimals()).toPlainString()
        + ")";
  }
}
