package io.tidemark.runners.dataflow;

import io.tidemark.pipelines.options.TidemarkOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.beam.runners.dataflow.options.DataflowPipelineOptions;
import org.apache.beam.runners.dataflow.options.DataflowPipelineWorkerPoolOptions.AutoscalingAlgorithmType;
import org.apache.beam.sdk.options.ExperimentalOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.display.DisplayData;

/**
 * The default settings of a job on Dataflow. Each applies only if the user does not give the
 * option, so {@code --name=value} wins. Two settings that the results depend on cannot be turned
 * off.
 *
 * <table>
 * <caption>Set here</caption>
 * <tr><th>option</th><th>value</th><th>why</th></tr>
 * <tr><td>streaming</td><td>true, unless {@code --input} names files</td><td>topics have no end.
 *   </td></tr>
 * <tr><td>enableStreamingEngine</td><td>true, with streaming</td><td>keyed state and shuffles live in
 *   the service, not on the workers' disks: workers stay small and come and go with the load.</td></tr>
 * <tr><td>experiments</td><td>use_runner_v2</td><td>Kafka is read by a splittable DoFn; the older
 *   runner would wrap its legacy source. What the tests pin is what Runner v2 is given.</td></tr>
 * <tr><td>autoscalingAlgorithm</td><td>THROUGHPUT_BASED</td><td>the service's default for Streaming
 *   Engine, named, because the next one bounds it.</td></tr>
 * <tr><td>maxNumWorkers</td><td>10 workers</td><td>each holds up to 4 connections to the database,
 *   and PostgreSQL admits 100; it also bounds the bill. The service's own bound is 100.</td></tr>
 * <tr><td>jobName</td><td>tidemark</td><td>an update finds the running job by its name, and Dataflow
 *   refuses a second job of the same name, which would write the same rows. Beam's default is
 *   different on each start.</td></tr>
 * </table>
 *
 * <p>Refused:
 *
 * <ul>
 *   <li>{@code --dataflowServiceOptions=streaming_mode_at_least_once}: the changelog's laws rest on
 *       state that sees each element once.
 *   <li>{@code disable_runner_v2} and its variants among {@code --experiments}.
 * </ul>
 *
 * <p>Left alone, and why:
 *
 * <ul>
 *   <li>{@code workerMachineType}: the service's default; state does not live on the workers.
 *   <li>{@code usePublicIps}, {@code network}, {@code subnetwork}, {@code serviceAccount}: facts of
 *       the user's project.
 *   <li>{@code numberOfWorkerHarnessThreads}: Runner v2 sizes it by itself.
 *   <li>{@code filesToStage}: found from the class path; the bundle is one file.
 * </ul>
 */
public final class DataflowProfile {

  private static final String RUNNER_V2 = "use_runner_v2";
  private static final String AT_LEAST_ONCE = "streaming_mode_at_least_once";
  private static final Set<String> NOT_RUNNER_V2 =
      Set.of("disable_runner_v2", "disable_runner_v2_until_2023", "disable_prime_runner_v2");

  private DataflowProfile() {}

  /**
   * Sets the value of the profile for every option that was given none.
   *
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  public static void applyDefaults(DataflowPipelineOptions options) {
    checkRunnerV2(experiments(options));
    checkExactlyOnce(options);
    Unset unset = new Unset(explicit(options));
    boolean endless = options.as(TidemarkOptions.class).getInput() == null;
    if (endless) {
      unset.set("streaming", true, options::setStreaming);
      unset.set("enableStreamingEngine", true, options::setEnableStreamingEngine);
    }
    unset.set(
        "autoscalingAlgorithm",
        AutoscalingAlgorithmType.THROUGHPUT_BASED,
        options::setAutoscalingAlgorithm);
    unset.set("maxNumWorkers", 10, options::setMaxNumWorkers);
    unset.set("jobName", "tidemark", options::setJobName);
    ExperimentalOptions.addExperiment(options, RUNNER_V2);
  }

  private static void checkRunnerV2(List<String> experiments) {
    for (String experiment : experiments) {
      if (NOT_RUNNER_V2.contains(experiment)) {
        throw new IllegalArgumentException(
            "--experiments=" + experiment + ": it must not be given; the job needs " + RUNNER_V2);
      }
    }
  }

  private static void checkExactlyOnce(DataflowPipelineOptions options) {
    List<String> services = options.getDataflowServiceOptions();
    if (services != null && services.contains(AT_LEAST_ONCE)) {
      throw new IllegalArgumentException(
          "--dataflowServiceOptions="
              + AT_LEAST_ONCE
              + ": it must not be given; aggregates and retractions need exactly once");
    }
  }

  private static List<String> experiments(DataflowPipelineOptions options) {
    List<String> experiments = options.getExperiments();
    return experiments == null ? new ArrayList<>() : experiments;
  }

  /**
   * Returns the names of the options that the user gave, which are exactly those in the display
   * data.
   */
  private static Set<String> explicit(PipelineOptions options) {
    return DisplayData.from(options).items().stream()
        .map(DisplayData.Item::getKey)
        .collect(Collectors.toSet());
  }

  private record Unset(Set<String> explicit) {
    <T> void set(String name, T value, Consumer<T> setter) {
      if (!explicit.contains(name)) {
        setter.accept(value);
      }
    }
  }
}
