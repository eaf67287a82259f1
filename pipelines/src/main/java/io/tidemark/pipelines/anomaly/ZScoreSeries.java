package io.tidemark.pipelines.anomaly;

import io.tidemark.aggregate.ZScoreBaseline;
import org.joda.time.Instant;

/** A {@link ZScoreBaseline} of every window, which overlap: the method of 0.1. */
record ZScoreSeries(ZScoreBaseline baseline) implements Baseline {

  @Override
  public Score score(Reading reading, Instant end) {
    ZScoreBaseline.Score score = baseline.score(reading.value());
    return new Score(
        reading,
        score.mean(),
        score.stddev(),
        score.z(),
        score.severity(),
        !baseline.isWarmingUp(),
        false);
  }

  @Override
  public ZScoreSeries learn(Reading reading, Instant end, long incidentMillis) {
    return new ZScoreSeries(baseline.learn(reading.value()));
  }
}
