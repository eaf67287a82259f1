package io.tidemark.internal.sharding;

import java.io.Serializable;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;

/**
 * The counters of one windowing, in the namespace {@code tidemark} and under the name of the
 * windowing.
 *
 * @param aggregated elements that were aggregated in at least one window
 * @param acceptedLate those of them that came when the watermark had passed the end of one of their
 *     windows
 * @param duplicates elements whose id was aggregated before
 * @param conflicts elements that differ from one that was aggregated under their id before
 * @param late elements that were droppably late for all their windows
 * @param missed windows, not elements, that had expired when one of their elements was aggregated
 *     in others
 */
record WindowingCounters(
    Counter aggregated,
    Counter acceptedLate,
    Counter duplicates,
    Counter conflicts,
    Counter late,
    Counter missed)
    implements Serializable {

  static WindowingCounters of(String windowing) {
    return new WindowingCounters(
        Metrics.counter("tidemark", windowing + ".aggregated"),
        Metrics.counter("tidemark", windowing + ".accepted_late"),
        Metrics.counter("tidemark", windowing + ".duplicates"),
        Metrics.counter("tidemark", windowing + ".conflicts"),
        Metrics.counter("tidemark", windowing + ".late"),
        Metrics.counter("tidemark", windowing + ".missed_windows"));
  }

  /**
   * The counts of one call, which are added to the counters at its end, because incrementing a
   * counter for each element would be slow.
   */
  static final class Counts {
    int aggregated;
    int acceptedLate;
    int duplicates;
    int conflicts;
    int late;
  }

  void add(Counts counts) {
    add(aggregated, counts.aggregated);
    add(acceptedLate, counts.acceptedLate);
    add(duplicates, counts.duplicates);
    add(conflicts, counts.conflicts);
    add(late, counts.late);
  }

  private static void add(Counter counter, int count) {
    if (count > 0) {
      counter.inc(count);
    }
  }
}
