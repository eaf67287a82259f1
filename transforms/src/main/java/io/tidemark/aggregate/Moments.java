package io.tidemark.aggregate;

import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Count, sum, mean, standard deviation, minimum and maximum of finite values, in 64 bytes.
 *
 * <p>{@code 2, 4, 4, 4, 5, 5, 7, 9} has mean 5, population stddev 2.0 and sample stddev 2.13809.
 *
 * <p>Stable: Welford's update, and Chan's merge of partial results, so that {@code 1e9 + {4, 7, 13,
 * 16}} has population variance 22.5. The sum is Neumaier-compensated. Orders and groupings of the
 * same values agree within about 1e-12 of the result, not to the bit; for that see {@link
 * ExactMoments}. Statistics of no values are undefined, never NaN.
 */
public final class Moments {

  /** The largest magnitude accepted; below it no count of values can overflow. */
  public static final double LARGEST = 1e140;

  private long count;
  private double mean;
  private double m2;
  private double sum;
  private double lost;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  /** The moments of {@code values}. */
  public static Moments of(double... values) {
    Moments moments = new Moments();
    for (double value : values) {
      moments.add(value);
    }
    return moments;
  }

  /** Takes in one value, from -1e140 to 1e140. */
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

  /** Takes in all values of {@code other}, which stays as it is. */
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

  /** How many values. */
  public long count() {
    return count;
  }

  /** Their sum; 0 for no values. */
  public double sum() {
    return sum + lost;
  }

  /** Their mean; empty for no values. */
  public OptionalDouble mean() {
    return whenAtLeast(1, mean);
  }

  /** The smallest; empty for no values. */
  public OptionalDouble min() {
    return whenAtLeast(1, min);
  }

  /** The largest; empty for no values. */
  public OptionalDouble max() {
    return whenAtLeast(1, max);
  }

  /** {@code sqrt(Σ(x - mean)² / n)}; 0 for one value, empty for none. */
  public OptionalDouble populationStddev() {
    return whenAtLeast(1, Math.sqrt(m2 / Math.max(1, count)));
  }

  /** {@code sqrt(Σ(x - mean)² / (n - 1))}; empty for fewer than two values. */
  public OptionalDouble sampleStddev() {
    return whenAtLeast(2, Math.sqrt(m2 / Math.max(1, count - 1)));
  }

  private OptionalDouble whenAtLeast(long needed, double statistic) {
    return count < needed ? OptionalDouble.empty() : OptionalDouble.of(statistic);
  }

  /** All that is kept besides the count, in the order of the coder. */
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
