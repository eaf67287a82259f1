package io.tidemark.aggregate;

/**
 * Exponentially weighted mean and variance: each new value weighs {@code alpha}, all before it
 * {@code 1 - alpha}.
 *
 * <p>With alpha 0.5, {@code 10, 20, 30} has means 10, 15, 22.5. The variance follows {@code v' = (1
 * - alpha)(v + alpha · (x - mean)²)}, from 0 at the first value. The order of values matters: there
 * is no merge.
 *
 * @param alpha above 0, at most 1; an average over the last {@code n} values has about {@code 2 /
 *     (n + 1)}
 * @param count how many values
 * @param mean 0 for no values
 * @param variance 0 for fewer than two values
 */
public record EwMoments(double alpha, long count, double mean, double variance) {

  public EwMoments {
    if (!(alpha > 0 && alpha <= 1)) {
      throw new IllegalArgumentException("alpha is " + alpha + ": allowed are above 0, up to 1");
    }
  }

  /** No values yet. */
  public static EwMoments of(double alpha) {
    return new EwMoments(alpha, 0, 0, 0);
  }

  /** These moments with one more value, from -1e140 to 1e140. */
  public EwMoments learn(double value) {
    if (!(Math.abs(value) <= Moments.LARGEST)) {
      throw new IllegalArgumentException(
          "value "
              + value
              + " has no moments: allowed are "
              + -Moments.LARGEST
              + " to "
              + Moments.LARGEST);
    }
    if (count == 0) {
      return new EwMoments(alpha, 1, value, 0);
    }
    double delta = value - mean;
    double step = alpha * delta;
    return new EwMoments(alpha, count + 1, mean + step, (1 - alpha) * (variance + delta * step));
  }

  /** The square root of the variance. */
  public double stddev() {
    return Math.sqrt(variance);
  }
}
