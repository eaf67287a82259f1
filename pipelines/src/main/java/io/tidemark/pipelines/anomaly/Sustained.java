package io.tidemark.pipelines.anomaly;

/**
 * An exponentially weighted average over windows that do not overlap: four windows that are each a
 * little unusual are, together, as unusual as one that is very much so. It finds small lasting
 * shifts that no single window proves, as a companion to judging each window by itself.
 *
 * <p>Sources: S. W. Roberts, Control chart tests based on geometric moving averages, Technometrics
 * 1 (1959); J. M. Lucas and M. S. Saccucci, Exponentially weighted moving average control schemes,
 * Technometrics 32 (1990), who combine both.
 */
final class Sustained {

  /** The weight of the newest window: the last four have 87 % of it all. */
  private static final double WEIGHT = 0.4;

  /** One window alone counts no more than this, or it would be taken for several. */
  private static final double MOST = 4;

  private Sustained() {}

  /**
   * Returns the next average.
   *
   * @param before that up to the window before
   * @param z of the newest window
   */
  static double next(double before, double z) {
    return WEIGHT * Math.max(-MOST, Math.min(MOST, z)) + (1 - WEIGHT) * before;
  }

  /** Returns how many standard deviations an average is above 0, if windows are independent. */
  static double z(double average) {
    return average / Math.sqrt(WEIGHT / (2 - WEIGHT));
  }
}
