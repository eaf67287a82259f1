package io.tidemark.aggregate;

/**
 * Exponentially weighted mean and variance: a new value has the weight {@code alpha}, and all
 * values before it together have {@code 1 - alpha}.
 *
 * <p>With alpha 0.5, the values {@code 10, 20, 30} give the means 10, 15 and 22.5. The variance is
 * 0 at the first value and follows {@code v' = (1 - alpha)(v + alpha · (x - mean)²)}. The result
 * depends on the order of the values, so there is no merge.
 *
 * @param alpha above 0, at most 1; an average over about the last {@code n} values needs {@code 2 /
 *     (n + 1)}
 * @param count the number of values learned
 * @param mean 0 if no value was learned
 * @param variance 0 if fewer than two values were learned
 */
public record EwMoments(double alpha, long count, double mean, double variance) {

  public EwMoments {
    if (!(alpha > 0 && alpha <= 1)) {
      throw new IllegalArgumentException("alpha is " + alpha + ": allowed are above 0, up to 1");
    }
  }

  /** Moments that have learned no value; {@code alpha} is above 0 and at most 1. */
  public static EwMoments of(double alpha) {
    return new EwMoments(alpha, 0, 0, 0);
  }

  /**
   * Returns these moments with one more value. They are immutable themselves.
   *
   * @param value from -1e140 to 1e140
   */
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

  /** The standard deviation, the square root of {@link #variance}. */
  public double stddev() {
    return Math.sqrt(variance);
  }
}
