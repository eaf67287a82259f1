package io.tidemark.pipelines;

import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;

/** What a pipeline has counted. */
public final class Counters {

  private Counters() {}

  /** The counters of a namespace by name, each summed up over the steps that have it. */
  public static Map<String, Long> of(PipelineResult result, String namespace) {
    MetricsFilter filter =
        MetricsFilter.builder().addNameFilter(MetricNameFilter.inNamespace(namespace)).build();
    Map<String, Long> counters = new TreeMap<>();
    for (MetricResult<Long> counter : result.metrics().queryMetrics(filter).getCounters()) {
      counters.merge(counter.getName().getName(), counter.getAttempted(), Long::sum);
    }
    return counters;
  }

  /** Those of Tidemark. */
  public static Map<String, Long> of(PipelineResult result) {
    return of(result, "tidemark");
  }
}
