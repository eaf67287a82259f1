package io.tidemark.runners.flink.crash;

import io.tidemark.runners.flink.FlinkProfile;
import io.tidemark.runners.flink.cluster.Await;
import io.tidemark.runners.flink.cluster.FlinkCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** How a job of this package comes onto a cluster. */
final class Submission {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Submission() {}

  /** Detached, on two tasks, a checkpoint every 2 s; the bundle and these tests are its jars. */
  static FlinkPipelineOptions options(FlinkCluster cluster, String jobName) {
    FlinkPipelineOptions options = PipelineOptionsFactory.as(FlinkPipelineOptions.class);
    options.setRunner(FlinkRunner.class);
    options.setJobName(jobName);
    options.setStreaming(true);
    options.setAttachedMode(false);
    options.setFlinkMaster(cluster.master());
    options.setParallelism(2);
    options.setCheckpointingInterval(2_000L);
    options.setMinPauseBetweenCheckpoints(500L);
    options.setFilesToStage(List.of(System.getProperty("tidemark.bundle"), testClasses()));
    FlinkProfile.applyDefaults(options);
    return options;
  }

  /** The id of the job that the pipeline has become. */
  static String submit(FlinkCluster cluster, Pipeline pipeline) {
    String name = pipeline.getOptions().getJobName();
    pipeline.run();
    Await.until("job in the list", PATIENCE, () -> cluster.rest().job(name).isPresent());
    return cluster.rest().job(name).orElseThrow();
  }

  static String testClasses() {
    return Path.of(Submission.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        .toString();
  }
}
