package io.tidemark.runners.dataflow;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.beam.runners.dataflow.options.DataflowPipelineOptions;
import org.apache.beam.runners.dataflow.options.DataflowPipelineWorkerPoolOptions.AutoscalingAlgorithmType;
import org.junit.jupiter.api.Test;

final class DataflowProfileTest {

  @Test
  void setsWhatTheUserLeftOpen() {
    DataflowPipelineOptions options = options("--bootstrapServers=kafka:9092");
    assertThat(options.isStreaming(), is(true));
    assertThat(options.isEnableStreamingEngine(), is(true));
    assertThat(options.getAutoscalingAlgorithm(), is(AutoscalingAlgorithmType.THROUGHPUT_BASED));
    assertThat(options.getMaxNumWorkers(), is(10));
    assertThat(options.getJobName(), is("tidemark"));
    assertThat(options.getExperiments(), hasItem("use_runner_v2"));
  }

  @Test
  void whatTheUserSaysWins() {
    DataflowPipelineOptions options =
        options("--maxNumWorkers=3", "--jobName=telemetry", "--autoscalingAlgorithm=NONE");
    assertThat(options.getMaxNumWorkers(), is(3));
    assertThat(options.getJobName(), is("telemetry"));
    assertThat(options.getAutoscalingAlgorithm(), is(AutoscalingAlgorithmType.NONE));
  }

  @Test
  void historyIsABoundedJob() {
    DataflowPipelineOptions options = options("--input=gs://bucket/*.jsonl");
    assertThat(options.isStreaming(), is(false));
    assertThat(options.isEnableStreamingEngine(), is(false));
  }

  @Test
  void atLeastOnceIsRefused() {
    assertThat(
        refusal("--dataflowServiceOptions=streaming_mode_at_least_once"),
        is(
            "--dataflowServiceOptions=streaming_mode_at_least_once: it must not be given;"
                + " aggregates and retractions need exactly once"));
  }

  @Test
  void theOlderRunnerIsRefused() {
    assertThat(
        refusal("--experiments=disable_runner_v2"),
        is("--experiments=disable_runner_v2: it must not be given; the job needs use_runner_v2"));
  }

  private static String refusal(String arg) {
    return assertThrows(IllegalArgumentException.class, () -> options(arg)).getMessage();
  }

  private static DataflowPipelineOptions options(String... args) {
    return DataflowMain.options(args).as(DataflowPipelineOptions.class);
  }
}
