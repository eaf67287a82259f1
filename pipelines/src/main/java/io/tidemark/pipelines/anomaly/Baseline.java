package io.tidemark.pipelines.anomaly;

import org.joda.time.Instant;

/**
 * What is usual for one metric of one series. Immutable: {@link #learn} returns the baseline for
 * the next window. Windows come in the order of their ends.
 */
interface Baseline {

  /** Compares a reading with those before it, without learning it. */
  Score score(Reading reading, Instant end);

  /**
   * Learns a reading.
   *
   * @param incidentMillis how long an incident has lasted at the end of this window, in
   *     milliseconds of event time; -1 if there is none
   */
  Baseline learn(Reading reading, Instant end, long incidentMillis);
}
