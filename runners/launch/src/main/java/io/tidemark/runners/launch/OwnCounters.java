package io.tidemark.runners.launch;

import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.metrics.MetricsFilter;

/** The counters of the pipeline among all that a runner counts. */
final class OwnCounters {
  private static final MetricsFilter OWN =
      MetricsFilter.builder().addNameFilter(MetricNameFilter.inNamespace("tidemark")).build();

  private OwnCounters() {}

  /** Returns the attempted counts by name, summed over the steps. */
  static Map<String, Long> of(MetricResults metrics) {
    Map<String, Long> counters = new TreeMap<>();
    for (MetricResult<Long> counter : metrics.queryMetrics(OWN).getCounters()) {
      counters.merge(counter.getName().getName(), counter.getAttempted(), Long::sum);
    }
    return counters;
  }
}
