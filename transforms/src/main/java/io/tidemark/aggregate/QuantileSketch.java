package io.tidemark.aggregate;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Quantiles of finite values, estimated within a relative error.
 *
 * <p>{@code quantile(q)} is within {@code relativeError · |x|} of the nearest-rank value {@code x =
 * sorted[⌈q·n⌉ − 1]}, which SQL calls {@code percentile_disc}. Up to {@value #EXACT_UP_TO} values
 * are kept as they are and the answer is exact: {@code 50, 10, 30, 20, 40} has the median 30. More
 * values are counted in the bins of a DDSketch. The smallest and the largest value stay exact, and
 * no estimate lies outside them.
 *
 * <p>The answer depends on nothing but the values, to the bit: neither on their order nor on how
 * partial sketches were merged.
 *
 * <p><b>Cost.</b> 8 bytes a value up to {@value #EXACT_UP_TO} values; then 2 to 10 KB in memory,
 * and 1 to 3 bytes written for each bin in use, of which there are about {@code ln(largest /
 * smallest) / (2 · relativeError)} at most.
 */
public final class QuantileSketch {

  /** The number of values up to which they are kept as they are. */
  public static final int EXACT_UP_TO = 32;

  /** The relative error when none is given: 1 %. */
  public static final double DEFAULT_RELATIVE_ERROR = 0.01;

  /** The largest magnitude of a value, as for {@link Moments}. */
  public static final double LARGEST = Moments.LARGEST;

  private static final double[] NOTHING = {};

  private final double relativeError;
  private long count;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  /** The first {@code count} entries are the values, ascending; unused once there are bins. */
  private double[] raw = NOTHING;

  private Bins bins;

  private QuantileSketch(double relativeError) {
    this.relativeError = relativeError;
  }

  /**
   * A sketch of no values.
   *
   * @param relativeError from 0.0001 to 0.5
   */
  public static QuantileSketch create(double relativeError) {
    if (!(relativeError >= 0.0001 && relativeError <= 0.5)) {
      throw new IllegalArgumentException(
          "relativeError is " + relativeError + ": allowed are 0.0001 to 0.5");
    }
    return new QuantileSketch(relativeError);
  }

  /** Adds one value, from -1e140 to 1e140; a magnitude up to 1e-300 may be counted as 0. */
  public void add(double value) {
    if (!(Math.abs(value) <= LARGEST)) {
      throw new IllegalArgumentException(
          "value "
              + value
              + " has no place in a sketch: allowed are "
              + -LARGEST
              + " to "
              + LARGEST);
    }
    double added = value + 0.0; // -0.0 becomes 0.0: equal values must leave equal bytes
    if (bins == null && count == EXACT_UP_TO) {
      fillBins();
    }
    if (bins == null) {
      insert(added);
    } else {
      bins.add(added);
    }
    count++;
    min = Math.min(min, added);
    max = Math.max(max, added);
  }

  /** Adds all values of {@code other}, which has the same relative error and is not changed. */
  public void mergeWith(QuantileSketch other) {
    if (relativeError != other.relativeError) {
      throw new IllegalArgumentException(
          "a sketch of relative error " + other.relativeError + " does not fit " + relativeError);
    }
    if (other.bins == null) {
      for (int i = 0; i < other.count; i++) {
        add(other.raw[i]);
      }
      return;
    }
    if (bins == null) {
      fillBins();
    }
    bins.mergeWith(other.bins);
    count += other.count;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
  }

  private void insert(double value) {
    int n = (int) count;
    if (n == raw.length) {
      raw = Arrays.copyOf(raw, Math.min(EXACT_UP_TO, Math.max(4, 2 * n)));
    }
    int found = Arrays.binarySearch(raw, 0, n, value);
    int at = found >= 0 ? found : -found - 1;
    System.arraycopy(raw, at, raw, at + 1, n - at);
    raw[at] = value;
  }

  private void fillBins() {
    bins = new Bins(relativeError);
    for (int i = 0; i < count; i++) {
      bins.add(raw[i]);
    }
    raw = NOTHING;
  }

  /**
   * Estimates a quantile; empty for no values.
   *
   * @param q from 0 (the smallest value) to 1 (the largest)
   */
  public OptionalDouble quantile(double q) {
    requireQuantile(q);
    if (count == 0) {
      return OptionalDouble.empty();
    }
    long rank = Math.max(0, (long) Math.ceil(q * count) - 1);
    if (bins == null) {
      return OptionalDouble.of(raw[(int) rank]);
    }
    if (rank == 0 || rank == count - 1) {
      return OptionalDouble.of(rank == 0 ? min : max);
    }
    return OptionalDouble.of(Math.max(min, Math.min(max, bins.valueAt(rank))));
  }

  static void requireQuantile(double q) {
    if (!(q >= 0 && q <= 1)) {
      throw new IllegalArgumentException("quantile is " + q + ": allowed are 0 to 1");
    }
  }

  /** The number of values. */
  public long count() {
    return count;
  }

  /** The bound on {@code |estimate - x| / |x|}, where {@code x} is the nearest-rank value. */
  public double relativeError() {
    return relativeError;
  }

  /** Whether quantiles are exact, because the values themselves are kept. */
  public boolean isExact() {
    return bins == null;
  }

  double min() {
    return min;
  }

  double max() {
    return max;
  }

  /** The bins; null while the sketch is exact. */
  Bins bins() {
    return bins;
  }

  /** The values, ascending; empty once there are bins. */
  double[] values() {
    return bins == null ? Arrays.copyOf(raw, (int) count) : NOTHING;
  }

  /** A sketch of the bins that the coder has read. */
  static QuantileSketch ofBins(
      double relativeError, Bins bins, long count, double min, double max) {
    QuantileSketch sketch = new QuantileSketch(relativeError);
    sketch.bins = bins;
    sketch.count = count;
    sketch.min = min;
    sketch.max = max;
    return sketch;
  }

  /** Sketches of the same values are equal; so may be sketches of values that share their bins. */
  @Override
  public boolean equals(Object o) {
    return o instanceof QuantileSketch that
        && count == that.count
        && relativeError == that.relativeError
        && min == that.min
        && max == that.max
        && Arrays.equals(values(), that.values())
        && (bins == null || bins.equals(that.bins));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(new double[] {relativeError, count, min, max});
  }

  @Override
  public String toString() {
    return count == 0
        ? "QuantileSketch(none)"
        : "QuantileSketch(n="
            + count
            + ", p50="
            + quantile(0.5).getAsDouble()
            + ", max="
            + max
            + ")";
  }
}
