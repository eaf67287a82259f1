package io.tidemark.aggregate;

import java.io.Serializable;

/**
 * What a {@link ZScoreBaseline} goes by.
 *
 * @param alpha weight of a new value in mean and variance, above 0, at most 1; 0.1 by default,
 *     about the last 19 values
 * @param warmUp so many values are learned before any is called unusual; at least 2, 20 by default
 * @param warning the |z| from which a value is a WARNING; above 0, 3 by default
 * @param critical the |z| from which it is CRITICAL; at least {@code warning}, 5 by default
 * @param minStddev the smallest standard deviation divided by, in units of the value; above 0, 1e-9
 *     by default. Raise it to the smallest difference that matters, e.g. 0.01 for an error rate
 * @param minRelativeStddev the same as a fraction of |mean|, added to it; at least 0, 0.01 by
 *     default: around a flat baseline, 3 % off is a WARNING and 5 % off is CRITICAL
 * @param maxConsecutiveAnomalies after so many unusual values in a row the level has shifted, and
 *     the baseline learns again; at least 0 (always learns), 60 by default
 */
public record ZScoreOptions(
    double alpha,
    int warmUp,
    double warning,
    double critical,
    double minStddev,
    double minRelativeStddev,
    int maxConsecutiveAnomalies)
    implements Serializable {

  public ZScoreOptions {
    require(alpha > 0 && alpha <= 1, "alpha", alpha, "above 0, up to 1");
    require(warmUp >= 2, "warmUp", warmUp, "2 and more");
    require(warning > 0, "warning", warning, "above 0");
    require(critical >= warning, "critical", critical, "the warning threshold and more");
    require(minStddev > 0, "minStddev", minStddev, "above 0");
    require(minRelativeStddev >= 0, "minRelativeStddev", minRelativeStddev, "0 and more");
    require(
        maxConsecutiveAnomalies >= 0,
        "maxConsecutiveAnomalies",
        maxConsecutiveAnomalies,
        "0 and more");
  }

  private static void require(boolean holds, String name, Number value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + value + ": allowed are " + allowed);
    }
  }

  /** The defaults named above. */
  public static ZScoreOptions defaults() {
    return new ZScoreOptions(0.1, 20, 3, 5, 1e-9, 0.01, 60);
  }

  /** These options with another weight of a new value. */
  public ZScoreOptions withAlpha(double alpha) {
    return new ZScoreOptions(
        alpha, warmUp, warning, critical, minStddev, minRelativeStddev, maxConsecutiveAnomalies);
  }

  /** These options with another warm-up. */
  public ZScoreOptions withWarmUp(int warmUp) {
    return new ZScoreOptions(
        alpha, warmUp, warning, critical, minStddev, minRelativeStddev, maxConsecutiveAnomalies);
  }

  /** These options with other thresholds of |z|. */
  public ZScoreOptions withThresholds(double warning, double critical) {
    return new ZScoreOptions(
        alpha, warmUp, warning, critical, minStddev, minRelativeStddev, maxConsecutiveAnomalies);
  }

  /** These options with another floor under the standard deviation. */
  public ZScoreOptions withMinStddev(double minStddev, double minRelativeStddev) {
    return new ZScoreOptions(
        alpha, warmUp, warning, critical, minStddev, minRelativeStddev, maxConsecutiveAnomalies);
  }

  /** These options with another number of anomalies that make a shift. */
  public ZScoreOptions withMaxConsecutiveAnomalies(int maxConsecutiveAnomalies) {
    return new ZScoreOptions(
        alpha, warmUp, warning, critical, minStddev, minRelativeStddev, maxConsecutiveAnomalies);
  }

  /** The severity of {@code |z|}. */
  Severity severityOf(double z) {
    double distance = Math.abs(z);
    if (distance >= critical) {
      return Severity.CRITICAL;
    }
    return distance >= warning ? Severity.WARNING : Severity.NONE;
  }
}
