package io.tidemark.benchmarks.tidemark;

import io.tidemark.benchmarks.job.FirstPoll;
import io.tidemark.benchmarks.job.Job;
import io.tidemark.benchmarks.job.Run;
import io.tidemark.benchmarks.workload.Workload;
import io.tidemark.runners.launch.FlinkModule;
import io.tidemark.runners.launch.MainJob;
import io.tidemark.runners.launch.PipelineLauncher.RunningJob;
import io.tidemark.runners.launch.Runner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The main job as {@code ./tidemark run} starts it: its options say what is read, which windows are
 * computed and where they go, and nothing else differs. Metrics, the identity of events, early
 * panes, dead letters and the changelog are on.
 */
public final class TidemarkJob {

  private TidemarkJob() {}

  public static Job start(Run run) throws IOException {
    RunningJob job = MainJob.launcher().launch(Runner.FLINK, arguments(run));
    return new Job() {
      @Override
      public void cancel() {
        job.cancel();
      }

      @Override
      public boolean hasFailed() {
        return job.hasFailed();
      }
    };
  }

  private static List<String> arguments(Run run) throws IOException {
    Workload workload = run.workload();
    List<String> arguments = new ArrayList<>();
    arguments.add("--bootstrapServers=" + run.brokers());
    for (String stream : List.of("performance", "feedback", "health")) {
      arguments.add("--" + stream + "Topic=" + run.topic());
    }
    arguments.add("--consumerGroup=" + run.output());
    arguments.add("--consumerConfigFile=" + consumerSettings(run));
    arguments.add("--outputTopicPrefix=" + run.output());
    arguments.add("--fixedSize=" + (workload.hasRequests() ? size(workload.fixed()) : "5m"));
    arguments.add("--slidingSize=" + size(workload.sliding()));
    if (workload.hasSliding()) {
      arguments.add("--slidingPeriod=" + size(workload.period()));
    }
    arguments.add("--performanceMaxDelay=" + size(Workload.MAX_DELAY));
    arguments.add("--performanceAllowedLateness=" + size(Workload.ALLOWED_LATENESS));
    arguments.add("--anomalyAllowedLateness=" + size(Workload.ALLOWED_LATENESS));
    arguments.add("--sessionGap=" + size(Workload.SESSION_GAP));
    if (run.jdbcUrl() != null) {
      arguments.add("--jdbcUrl=" + run.jdbcUrl());
    }
    arguments.add("--parallelism=" + Run.PARALLELISM);
    arguments.add("--checkpointingInterval=" + Run.CHECKPOINT_MILLIS);
    arguments.add("--stateDir=none");
    arguments.add("--flinkConfDir=" + flinkSettings(run));
    return arguments;
  }

  private static String size(Duration duration) {
    return duration.isZero() ? "none" : duration.toSeconds() + "s";
  }

  private static Path consumerSettings(Run run) throws IOException {
    return Files.writeString(
        Files.createDirectories(Path.of(run.directory())).resolve("consumer.properties"),
        "interceptor.classes=" + FirstPoll.class.getName() + "\n");
  }

  /** Those that `run` takes, and where state and checkpoints larger than 5 MB are. */
  private static Path flinkSettings(Run run) throws IOException {
    Path directory = Files.createDirectories(Path.of(run.directory(), "conf"));
    Files.writeString(
        directory.resolve("flink-conf.yaml"),
        Files.readString(FlinkModule.settings().resolve("flink-conf.yaml"))
            + ("state.checkpoints.dir: file://" + run.directory() + "/checkpoints\n")
            + settings(run.workload()));
    return directory;
  }

  private static String settings(Workload workload) {
    StringBuilder lines = new StringBuilder();
    workload
        .flinkSettings()
        .forEach((key, value) -> lines.append(key).append(": ").append(value).append('\n'));
    return lines.toString();
  }
}
