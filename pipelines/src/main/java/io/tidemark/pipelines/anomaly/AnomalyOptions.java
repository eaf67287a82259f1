package io.tidemark.pipelines.anomaly;

import io.tidemark.aggregate.ZScoreOptions;
import java.io.Serializable;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;

/**
 * When a window of a series is an anomaly.
 *
 * @param robust what is unusual for a baseline that is robust; null to use {@code zScore}
 * @param zScore how fast the baselines of z-scores follow, after how many windows they judge, and
 *     from which z-scores on a window is an anomaly
 * @param steps how the windows overlap
 * @param revisable event time after the end of a window during which its value may still change:
 *     the allowed lateness of the sliding windows; at least 0
 */
public record AnomalyOptions(
    @Nullable RobustOptions robust, ZScoreOptions zScore, WindowSteps steps, Duration revisable)
    implements Serializable {

  public AnomalyOptions {
    if (revisable.getMillis() < 0) {
      throw new IllegalArgumentException("revisable is " + revisable + ": it must be at least 0");
    }
  }

  /** Returns the {@code |z|} from which a window is unusual. */
  double warning() {
    return robust == null ? zScore.warning() : robust.warning();
  }
}
