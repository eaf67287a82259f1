package io.tidemark.aggregate;

/**
 * Learns what is usual for a series of values, and scores how far from it a value is. A baseline is
 * immutable: {@link #learn} returns the next one.
 *
 * <pre>{@code
 * ZScoreBaseline.Score score = baseline.score(value); // against the values before it
 * baseline = baseline.learn(value);
 * }</pre>
 *
 * <p>The score is {@code z = (value - mean) / max(stddev, minStddev + minRelativeStddev · |mean|)},
 * with the mean and the standard deviation of {@link EwMoments}. So a flat baseline does not divide
 * by zero, and a value equal to the mean has the score 0.
 *
 * <p>Until {@code warmUp} values are learned, the severity is NONE and every value is learned. From
 * then on an unusual value is not learned, so that an incident does not become usual. When {@code
 * maxConsecutiveAnomalies} unusual values have come in a row, the level is taken to have shifted:
 * the next ones are learned too, and the baseline follows within about {@code 1 / alpha} values.
 * Sliding windows repeat an unusual value {@code size / period} times, so choose a larger number
 * than that for them.
 *
 * @param options the weights and thresholds
 * @param moments the moments of the values learned
 * @param consecutiveAnomalies how many unusual values came last, in a row; not counted beyond
 *     {@code maxConsecutiveAnomalies}
 */
public record ZScoreBaseline(ZScoreOptions options, EwMoments moments, int consecutiveAnomalies) {

  /**
   * A value compared with the baseline of the values before it.
   *
   * @param value the value that was scored
   * @param mean the mean of the baseline; the value itself if no value was learned yet
   * @param stddev the standard deviation of the baseline, without the floor under it
   * @param z how many standard deviations the value is above the mean, finite; 0 if no value was
   *     learned yet
   * @param severity how unusual the value is; NONE during the warm-up
   */
  public record Score(double value, double mean, double stddev, double z, Severity severity) {

    /** Whether the value is unusual: its severity is WARNING or CRITICAL. */
    public boolean isAnomaly() {
      return severity != Severity.NONE;
    }
  }

  /** A baseline that has learned no value. */
  public static ZScoreBaseline of(ZScoreOptions options) {
    return new ZScoreBaseline(options, EwMoments.of(options.alpha()), 0);
  }

  /**
   * Scores a value against this baseline, without learning it.
   *
   * @param value from -1e140 to 1e140
   */
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

  /**
   * Returns the baseline to score the next value against: with this value, unless it is unusual.
   */
  public ZScoreBaseline learn(double value) {
    if (!score(value).isAnomaly()) {
      return new ZScoreBaseline(options, moments.learn(value), 0);
    }
    boolean shifted = consecutiveAnomalies >= options.maxConsecutiveAnomalies();
    return shifted
        ? new ZScoreBaseline(options, moments.learn(value), consecutiveAnomalies)
        : new ZScoreBaseline(options, moments, consecutiveAnomalies + 1);
  }

  /** Whether fewer than {@code warmUp} values were learned, so that no value is unusual yet. */
  public boolean isWarmingUp() {
    return moments.count() < options.warmUp();
  }
}
