package io.tidemark.aggregate;

import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Count, sum, mean, standard deviation, minimum and maximum of finite values, in 64 bytes.
 *
 * <p>The values {@code 2, 4, 4, 4, 5, 5, 7, 9} have the mean 5, the population standard deviation
 * 2.0 and the sample standard deviation 2.13809.
 *
 * <p>The computation is numerically stable: values are added by Welford's update, partial results
 * are merged by Chan's formula, and the sum is compensated as by Neumaier. So {@code 1e9 + {4, 7,
 * 13, 16}} has the population variance 22.5. Different orders and groupings of the same values
 * agree within about 1e-12 of the result, but not to the bit; {@link ExactMoments} do. A statistic
 * that is undefined is empty, never NaN.
 */
public final class Moments {

  /** The largest magnitude of a value. Up to it, no count of values can overflow a double. */
  public static final double LARGEST = 1e140;

  private long count;
  private double mean;
  private double m2;
  private double sum;
  private double lost;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  /** The moments of these values, each from -1e140 to 1e140. */
  public static Moments of(double... values) {
    Moments moments = new Moments();
    for (double value : values) {
      moments.add(value);
    }
    return moments;
  }

  /** Adds one value, from -1e140 to 1e140. */
  public void add(double value) {
    if (!(Math.abs(value) <= LARGEST)) {
      throw new IllegalArgumentException(
          "value " + value + " has no moments: allowed are " + -LARGEST + " to " + LARGEST);
    }
    count++;
    double delta = value - mean;
    mean += delta / count;
    m2 += delta * (value - mean);
    addToSum(value);
    min = Math.min(min, value);
    max = Math.max(max, value);
  }

  /** Adds all values of {@code other}, which is not changed. */
  public void mergeWith(Moments other) {
    if (other.count == 0) {
      return;
    }
    long total = count + other.count;
    double delta = other.mean - mean;
    double share = (double) other.count / total;
    m2 += other.m2 + delta * delta * (count * share);
    mean = count == 0 ? other.mean : mean + delta * share;
    count = total;
    double otherLost = other.lost;
    addToSum(other.sum);
    lost += otherLost;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
  }

  private void addToSum(double value) {
    double next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
    sum = next;
  }

  /** The number of values. */
  public long count() {
    return count;
  }

  /** The sum of the values; 0 for no values. */
  public double sum() {
    return sum + lost;
  }

  /** The mean of the values; empty for no values. */
  public OptionalDouble mean() {
    return whenAtLeast(1, mean);
  }

  /** The smallest value; empty for no values. */
  public OptionalDouble min() {
    return whenAtLeast(1, min);
  }

  /** The largest value; empty for no values. */
  public OptionalDouble max() {
    return whenAtLeast(1, max);
  }

  /**
   * The population standard deviation {@code sqrt(Σ(x - mean)² / n)}; 0 for one value, empty for
   * none.
   */
  public OptionalDouble populationStddev() {
    return whenAtLeast(1, Math.sqrt(m2 / Math.max(1, count)));
  }

  /**
   * The sample standard deviation {@code sqrt(Σ(x - mean)² / (n - 1))}; empty for fewer than two
   * values.
   */
  public OptionalDouble sampleStddev() {
    return whenAtLeast(2, Math.sqrt(m2 / Math.max(1, count - 1)));
  }

  private OptionalDouble whenAtLeast(long needed, double statistic) {
    return count < needed ? OptionalDouble.empty() : OptionalDouble.of(statistic);
  }

  /** All that is kept besides the count, in the order in which the coder writes it. */
  double[] fields() {
    return new double[] {mean, m2, sum, lost, min, max};
  }

  static Moments ofFields(long count, double[] fields) {
    Moments moments = new Moments();
    moments.count = count;
    moments.mean = fields[0];
    moments.m2 = fields[1];
    moments.sum = fields[2];
    moments.lost = fields[3];
    moments.min = fields[4];
    moments.max = fields[5];
    return moments;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Moments that
        && count == that.count
        && Arrays.equals(fields(), that.fields());
  }

  @Override
  public int hashCode() {
    return Objects.hash(count, mean, m2);
  }

  @Override
  public String toString() {
    return count == 0
        ? "Moments(none)"
        : "Moments(n=" + count + ", mean=" + mean + ", min=" + min + ", max=" + max + ")";
  }
}
