package io.tidemark.pipelines.anomaly;

import java.util.Arrays;

/**
 * How far ordinary readings lie above and below what was expected of them: the residuals of the
 * last {@value #REMEMBERED} that were learned, and robust standard deviations of them.
 *
 * <p>Each side has a deviation of its own, because latencies and costs have a long tail above. It
 * is the larger of 1.4826 times the median absolute deviation, and of the last decile in proportion
 * to that of a normal distribution: the first is blind to nearly half of the readings being wild,
 * the second sees a tail that the middle does not show. Sources: F. R. Hampel, The influence curve
 * and its role in robust estimation, JASA 69 (1974); P. J. Rousseeuw and C. Croux, Alternatives to
 * the median absolute deviation, JASA 88 (1993), on asymmetric data.
 *
 * @param residuals the oldest first; not changed
 * @param above robust standard deviation above 0; 0 if there is none yet, as are the next three
 * @param below the same below 0
 * @param sustainedAbove the same above 0, of {@link Sustained} values of the residuals
 * @param sustainedBelow the same below 0
 */
@SuppressWarnings("ArrayRecordComponent") // It is compared through its coder alone.
record Spread(
    float[] residuals, float above, float below, float sustainedAbove, float sustainedBelow) {

  /** A day of windows of 15 minutes. */
  static final int REMEMBERED = 96;

  private static final double MAD_OF_NORMAL = 1.4826;

  /** A spread that knows no residual. */
  static Spread none() {
    return new Spread(new float[0], 0, 0, 0, 0);
  }

  /** Returns how many residuals are remembered. */
  int count() {
    return residuals.length;
  }

  /** Returns the standard deviation on the side of a residual. */
  double on(double residual) {
    return residual > 0 ? above : below;
  }

  /** Returns the standard deviation of sustained values on the side of one. */
  double ofSustained(double value) {
    return value > 0 ? sustainedAbove : sustainedBelow;
  }

  /**
   * Returns the spread with one more residual.
   *
   * @param metric says what the least deviation is, and how heavy tails are
   */
  Spread with(double residual, WatchedMetric metric) {
    int from = Math.max(0, residuals.length - REMEMBERED + 1);
    float[] next = Arrays.copyOfRange(residuals, from, residuals.length + 1);
    next[next.length - 1] = (float) residual;
    float up = deviation(next, 1, metric);
    float down = deviation(next, -1, metric);
    float[] sustained = new float[next.length];
    double value = 0;
    for (int i = 0; i < next.length; i++) {
      double least = metric.leastSpread();
      value = Sustained.next(value, next[i] / Math.max(least, next[i] > 0 ? up : down));
      sustained[i] = (float) Sustained.z(value);
    }
    return new Spread(
        next, up, down, deviation(sustained, 1, metric), deviation(sustained, -1, metric));
  }

  private static float deviation(float[] values, int sign, WatchedMetric metric) {
    float[] signed = new float[values.length];
    float[] absolute = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      signed[i] = sign * values[i];
      absolute[i] = Math.abs(values[i]);
    }
    Arrays.sort(signed);
    Arrays.sort(absolute);
    double decile = signed[Math.min(signed.length - 1, (int) (0.9 * signed.length))];
    double mad = MAD_OF_NORMAL * absolute[absolute.length / 2];
    return (float) Math.max(mad, decile / metric.lastDecile());
  }
}
