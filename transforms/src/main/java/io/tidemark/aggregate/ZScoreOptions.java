package io.tidemark.aggregate;

import java.io.Serializable;

/**
 * The weights and thresholds of a {@link ZScoreBaseline}: what it learns, and what it calls
 * unusual.
 *
 * @param alpha the weight of a new value in mean and variance, above 0, at most 1. The default 0.1
 *     averages about the last 19 values
 * @param warmUp how many values are learned before any can be unusual; at least 2, 20 by default
 * @param warning the {@code |z|} from which a value is a WARNING; above 0, 3 by default
 * @param critical the {@code |z|} from which a value is CRITICAL; at least {@code warning}, 5 by
 *     default
 * @param minStddev the least standard deviation to divide by, in units of the value; above 0, 1e-9
 *     by default. Raise it to the smallest difference that matters, such as 0.01 for an error rate
 * @param minRelativeStddev a fraction of {@code |mean|} that is added to {@code minStddev}; at
 *     least 0, 0.01 by default. Around a flat baseline a value that is 3 % off is then a WARNING,
 *     and one that is 5 % off is CRITICAL
 * @param maxConsecutiveAnomalies how many unusual values in a row are not learned; those after them
 *     are, because the level has shifted. At least 0, which learns every value; 60 by default
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

  /** The default of each option, as given above. */
  public static ZScoreOptions defaults() {
    return new ZScoreOptions(0.1, 20, 3, 5, 1e-9, 0.01, 60);
  }

  /** Returns these options with another weight of a new value. */
  public ZScoreOptions withAlpha(double alpha) {
    return new ZScoreOptions(
        alpha, warmUp, warning, critical, minStddev, minRelativeStddev, maxConsecutiveAnomalies);
  }

  /** Returns these options with another number of values to learn before any can be unusual. */
  public ZScoreOptions withWarmUp(int warmUp) {
    return new ZScoreOptions(
        alpha, warmUp, warning, critical, minStddev, minRelativeStddev, maxConsecutiveAnomalies);
  }

  /** Returns these options with other thresholds of {@code |z|}. */
  public ZScoreOptions withThresholds(double warning, double critical) {
    return new ZScoreOptions(
        alpha, warmUp, warning, critical, minStddev, minRelativeStddev, maxConsecutiveAnomalies);
  }

  /** Returns these options with another floor under the standard deviation. */
  public ZScoreOptions withMinStddev(double minStddev, double minRelativeStddev) {
    return new ZScoreOptions(
        alpha, warmUp, warning, critical, minStddev, minRelativeStddev, maxConsecutiveAnomalies);
  }

  /** Returns these options with another number of unusual values in a row that are not learned. */
  public ZScoreOptions withMaxConsecutiveAnomalies(int maxConsecutiveAnomalies) {
    return new ZScoreOptions(
        alpha, warmUp, warning, critical, minStddev, minRelativeStddev, maxConsecutiveAnomalies);
  }

  /** The severity of a score {@code z}, of either sign. */
  Severity severityOf(double z) {
    double distance = Math.abs(z);
    if (distance >= critical) {
      return Severity.CRITICAL;
    }
    return distance >= warning ? Severity.WARNING : Severity.NONE;
  }
}
