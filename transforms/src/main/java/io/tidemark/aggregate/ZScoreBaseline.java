package io.tidemark.aggregate;

/**
 * What is usual for a series of values, and how far from it a value is. A value itself: {@link
 * #learn} returns the next baseline.
 *
 * <pre>{@code
 * Score score = baseline.score(value); // against the values before it
 * baseline = baseline.learn(value);
 * }</pre>
 *
 * <p>{@code z = (value - mean) / max(stddev, minStddev + minRelativeStddev · |mean|)}, with {@link
 * EwMoments}: a flat baseline never divides by zero, and a value equal to the mean has z 0. For the
 * first {@code warmUp} values the severity is NONE and every value is learned. From then on a value
 * called unusual is not learned, so that an incident does not become usual; unless {@code
 * maxConsecutiveAnomalies} came in a row before it, for then the level has shifted and the baseline
 * follows, within about {@code 1 / alpha} values. An overlapping window repeats what is unusual
 * {@code size / period} times: choose a larger number than that.
 *
 * @param options thresholds and weights
 * @param moments of the values learned
 * @param consecutiveAnomalies how many unusual values came last, in a row
 */
public record ZScoreBaseline(ZScoreOptions options, EwMoments moments, int consecutiveAnomalies) {

  /**
   * A value against its baseline.
   *
   * @param mean the baseline's; the value itself when there is none yet
   * @param stddev the baseline's, before the floor
   * @param z finite; 0 when there is no baseline yet
   */
  public record Score(double value, double mean, double stddev, double z, Severity severity) {

    /** Whether the value is worth an alarm. */
    public boolean isAnomaly() {
      return severity != Severity.NONE;
    }
  }

  /** A baseline of no values. */
  public static ZScoreBaseline of(ZScoreOptions options) {
    return new ZScoreBaseline(options, EwMoments.of(options.alpha()), 0);
  }

  /** How unusual {@code value} is, which is from -1e140 to 1e140. */
  public Score score(double value) {
    if (!(Math.abs(value) <= Moments.LARGEST)) {
      throw new IllegalArgumentException(
          "value "
              + value
              + " cannot be scored: allowed are "
              + -Moments.LARGEST
              + " to "
              + Moments.LARGEST);
    }
    if (moments.count() == 0) {
      return new Score(value, value, 0, 0, Severity.NONE);
    }
    double floor = options.minStddev() + options.minRelativeStddev() * Math.abs(moments.mean());
    double z = (value - moments.mean()) / Math.max(moments.stddev(), floor);
    Severity severity = isWarmingUp() ? Severity.NONE : options.severityOf(z);
    return new Score(value, moments.mean(), moments.stddev(), z, severity);
  }

  /** The baseline after {@code value}: with it, unless it is unusual. */
  public ZScoreBaseline learn(double value) {
    if (!score(value).isAnomaly()) {
      return new ZScoreBaseline(options, moments.learn(value), 0);
    }
    boolean shifted = consecutiveAnomalies >= options.maxConsecutiveAnomalies();
    return shifted
        ? new ZScoreBaseline(options, moments.learn(value), consecutiveAnomalies)
        : new ZScoreBaseline(options, moments, consecutiveAnomalies + 1);
  }

  /** Whether too few values were learned to call any unusual. */
  public boolean isWarmingUp() {
    return moments.count() < options.warmUp();
  }
}
