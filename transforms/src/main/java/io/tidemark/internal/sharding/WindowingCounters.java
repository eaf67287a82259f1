package io.tidemark.internal.sharding;

import java.io.Serializable;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;

/** What becomes of the elements of one windowing, counted under its name. */
record WindowingCounters(Counter aggregated, Counter duplicates, Counter late, Counter missed)
    implements Serializable {

  static WindowingCounters of(String windowing) {
    return new WindowingCounters(
        Metrics.counter("tidemark", windowing + ".aggregated"),
        Metrics.counter("tidemark", windowing + ".duplicates"),
        Metrics.counter("tidemark", windowing + ".late"),
        Metrics.counter("tidemark", windowing + ".missed_windows"));
  }

  /** The counts of one call, to be added to the counters at its end: a counter is slow to touch. */
  static final class Counts {
    int aggregated;
    int duplicates;
    int late;
  }

  void add(Counts counts) {
    add(aggregated, counts.aggregated);
    add(duplicates, counts.duplicates);
    add(late, counts.late);
  }

  private static void add(Counter counter, int count) {
    if (count > 0) {
      counter.inc(count);
    }
  }
}
