package io.tidemark.pipelines.anomaly;

import io.tidemark.aggregate.Severity;

/**
 * A reading compared with what was usual before it.
 *
 * @param reading what was judged
 * @param expected the usual value at this time, in the unit of the metric
 * @param deviation how far from the usual value one standard deviation reaches on the side of the
 *     reading, in the unit of the metric, at least 0
 * @param z how many standard deviations the reading is above the usual value, finite
 * @param severity how unusual that is; NONE if it is not judged
 * @param isJudged whether the baseline has learned enough and the reading has enough evidence
 * @param isSustained whether it is the windows of the last hour or so together that {@code z} is
 *     of, because the last one alone is less unusual
 */
public record Score(
    Reading reading,
    double expected,
    double deviation,
    double z,
    Severity severity,
    boolean isJudged,
    boolean isSustained) {

  /** Whether the reading is unusual: its severity is WARNING or CRITICAL. */
  public boolean isUnusual() {
    return severity != Severity.NONE;
  }
}
