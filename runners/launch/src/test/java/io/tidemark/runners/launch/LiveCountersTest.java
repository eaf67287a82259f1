package io.tidemark.runners.launch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.Map;
import java.util.Properties;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveCountersTest {
  private static final MetricGroup GROUP =
      new UnregisteredMetricsGroup() {
        @Override
        public Map<String, String> getAllVariables() {
          return Map.of("<job_id>", "4711");
        }
      };

  private final MetricReporter reporter =
      new LiveCounters.Factory().createMetricReporter(new Properties());

  @AfterEach
  void forget() {
    LiveCounters.forget("4711");
  }

  private Counter counter(String name, long count) {
    Counter counter = new SimpleCounter();
    counter.inc(count);
    reporter.notifyOfAddedMetric(counter, name, GROUP);
    return counter;
  }

  @Test
  void theCountersOfAllTasksAreAddedUpWhileTheyRun() {
    Counter first = counter("tidemark.read", 3);
    counter("tidemark.read", 4);
    counter("tidemark.Performance.late", 1);
    counter("numRecordsIn", 99);
    first.inc();
    assertThat(LiveCounters.of("4711"), is(Map.of("read", 8L, "Performance.late", 1L)));
    assertThat(LiveCounters.of("another"), is(Map.of()));
  }

  @Test
  void whatATaskHasCountedStaysWhenItIsGone() {
    Counter first = counter("tidemark.read", 3);
    reporter.notifyOfRemovedMetric(first, "tidemark.read", GROUP);
    counter("tidemark.read", 2);
    assertThat(LiveCounters.of("4711"), is(Map.of("read", 5L)));
  }

  @Test
  void aJobThatHasEndedIsForgotten() {
    Counter first = counter("tidemark.read", 3);
    LiveCounters.forget("4711");
    reporter.notifyOfRemovedMetric(first, "tidemark.read", GROUP);
    assertThat(LiveCounters.of("4711"), is(Map.of()));
  }
}
