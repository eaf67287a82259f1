package io.tidemark.aggregate;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A sum of decimals that is the same to the bit in every order and grouping, which a sum of doubles
 * is not.
 *
 * <p>Each value is rounded once, half to even, to a whole number of units of {@code 10^-decimals};
 * units are added as integers in 128 bits, which 2^63 values cannot overflow. With 12 decimals,
 * {@code 0.1 + 0.2} is 0.3.
 */
public final class ExactSum {
  private static final int MOST_DECIMALS = 15;

  /** By their decimals; shared, for there is a sum for each window of each key. */
  private static final Unit[] UNITS =
      IntStream.rangeClosed(0, MOST_DECIMALS).mapToObj(Unit::of).toArray(Unit[]::new);

  /** A double holds every whole number up to this magnitude. */
  private static final long WHOLE = 1L << 53;

  private final Unit unit;
  private long count;
  private long high;
  private long low;

  /**
   * What is counted.
   *
   * @param perOne {@code 10^decimals}: a whole number that a double holds
   * @param largest magnitude of a value
   */
  private record Unit(int decimals, double perOne, double largest) {

    static Unit of(int decimals) {
      double perOne = Math.pow(10, decimals);
      return new Unit(decimals, perOne, 9.2e18 / perOne);
    }
  }

  /** No values yet. {@code decimals} is from 0 to 15. */
  public ExactSum(int decimals) {
    this.unit = unit(decimals);
  }

  /**
   * The largest magnitude that a value may have: {@code 9.2e18 / 10^decimals}, 0 to 15 decimals.
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

  /** Takes in one value, its magnitude at most {@link #largest}. */
  public void add(double value) {
    addUnits(units(value));
  }

  /** Takes in {@code value} unless it is null. */
  public void addIfPresent(@Nullable Double value) {
    if (value != null) {
      add(value);
    }
  }

  /** {@code value} in units of {@code 10^-decimals}. */
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

  /** Takes in all values of {@code other}, which stays as it is and has as many decimals. */
  public void mergeWith(ExactSum other) {
    if (decimals() != other.decimals()) {
      throw new IllegalArgumentException(
          "a sum with " + other.decimals() + " decimals does not fit one with " + decimals());
    }
    count += other.count;
    addWide(other.high, other.low);
  }

  /** How many values. */
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
