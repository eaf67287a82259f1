package io.tidemark.benchmarks.harness;

import io.tidemark.benchmarks.flink.PlainFlinkJob;
import io.tidemark.benchmarks.flink.SlicedFlinkJob;
import io.tidemark.benchmarks.job.Job;
import io.tidemark.benchmarks.job.Run;
import io.tidemark.benchmarks.sql.SqlFlinkJob;
import io.tidemark.benchmarks.streams.StreamsJob;
import io.tidemark.benchmarks.tidemark.TidemarkJob;
import io.tidemark.benchmarks.workload.Workload;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** One way to compute a workload. */
enum SystemUnderTest {
  OURS("Tidemark on Flink") {
    @Override
    Job start(Run run) throws Exception {
      return TidemarkJob.start(run);
    }
  },
  /** Adds an event to each of its windows: a day of minutes would take hours. */
  PLAIN("native Flink") {
    @Override
    boolean computes(Workload workload) {
      return super.computes(workload) && workload.updates() <= 500_000_000L;
    }

    @Override
    Job start(Run run) throws Exception {
      return PlainFlinkJob.start(run);
    }
  },
  SLICED("native Flink, pre-aggregated") {
    @Override
    Job start(Run run) throws Exception {
      return SlicedFlinkJob.start(run);
    }
  },
  /** Its windows drop what is late. */
  SQL("Flink SQL window TVF") {
    @Override
    Job start(Run run) throws Exception {
      return SqlFlinkJob.start(run);
    }

    @Override
    boolean computes(Workload workload) {
      return super.computes(workload) && workload.input().lateShare() == 0;
    }
  },
  /** As {@link #PLAIN}, and encodes the window each time: 3,000 events a second at 15 / 1. */
  STREAMS("Kafka Streams") {
    @Override
    boolean computes(Workload workload) {
      return super.computes(workload) && workload.updates() <= 10_000_000L;
    }

    @Override
    Job start(Run run) {
      return StreamsJob.start(run);
    }
  };

  private final String title;

  SystemUnderTest(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** Starts the job in this process; returns when it is submitted. */
  abstract Job start(Run run) throws Exception;

  boolean computes(Workload workload) {
    return this == OURS || !workload.isMainJob();
  }

  static Set<SystemUnderTest> parse(String names) {
    return Arrays.stream(names.split(","))
        .map(name -> valueOf(name.trim().toUpperCase(java.util.Locale.ROOT)))
        .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
  }
}
