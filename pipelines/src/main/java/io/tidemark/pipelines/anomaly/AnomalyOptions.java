package io.tidemark.pipelines.anomaly;

import io.tidemark.aggregate.ZScoreOptions;
import java.io.Serializable;
import org.joda.time.Duration;

/**
 * When a window of a series is an anomaly.
 *
 * @param baseline how fast baselines follow, after how many windows they judge, and from which
 *     z-scores on a window is an anomaly
 * @param revisable event time after the end of a window during which its value may still change:
 *     the allowed lateness of the sliding windows; at least 0
 */
public record AnomalyOptions(ZScoreOptions baseline, Duration revisable) implements Serializable {

  public AnomalyOptions {
    if (revisable.getMillis() < 0) {
      throw new IllegalArgumentException("revisable is " + revisable + ": it must be at least 0");
    }
  }
}
