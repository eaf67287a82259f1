package io.tidemark.runners.launch;

import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * The counters of the pipeline on a Flink in this process while its job runs. Beam has them in its
 * result only when the job has ended; Flink tells a reporter of each as it is made.
 *
 * <p>What the tasks of an attempt have counted stays counted when they are gone.
 */
public final class LiveCounters implements MetricReporter {
  private static final String JOB = "<job_id>";
  private static final String PREFIX = "tidemark.";
  private static final Map<String, OfJob> JOBS = new ConcurrentHashMap<>();

  private LiveCounters() {}

  /** Makes the reporter for Flink, which finds it by the name of this class. */
  public static final class Factory implements MetricReporterFactory {
    @Override
    public MetricReporter createMetricReporter(Properties properties) {
      return new LiveCounters();
    }
  }

  /** The counters of one job. */
  private static final class OfJob {
    private final Map<Counter, String> running = new ConcurrentHashMap<>();
    private final Map<String, Long> ended = new ConcurrentHashMap<>();

    private Map<String, Long> counts() {
      Map<String, Long> counts = new TreeMap<>(ended);
      running.forEach((counter, name) -> counts.merge(name, counter.getCount(), Long::sum));
      return counts;
    }
  }

  /** Returns the counts of a job by name, summed over its steps and tasks. */
  static Map<String, Long> of(String job) {
    OfJob counters = JOBS.get(job);
    return counters == null ? Map.of() : counters.counts();
  }

  /** Forgets a job that has ended. */
  static void forget(String job) {
    JOBS.remove(job);
  }

  @Override
  public void open(MetricConfig config) {}

  @Override
  public void close() {}

  @Override
  public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
    String job = group.getAllVariables().get(JOB);
    if (job != null && metric instanceof Counter counter && name.startsWith(PREFIX)) {
      JOBS.computeIfAbsent(job, id -> new OfJob())
          .running
          .put(counter, name.substring(PREFIX.length()));
    }
  }

  @Override
  public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
    String job = group.getAllVariables().get(JOB);
    OfJob counters = job == null ? null : JOBS.get(job);
    if (counters != null && metric instanceof Counter counter) {
      String counted = counters.running.remove(counter);
      if (counted != null) {
        counters.ended.merge(counted, counter.getCount(), Long::sum);
      }
    }
  }
}
