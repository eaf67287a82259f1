package io.tidemark.runners.launch;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** Starts the main job. */
public interface PipelineLauncher {
  /**
   * Starts the job; returns when it runs or, where the runner waits for it, when it has ended.
   *
   * @param arguments pipeline options, {@code --name=value}
   * @throws UsageException for an option that is unknown or has a value that is not allowed
   */
  RunningJob launch(Runner runner, List<String> arguments);

  /** Prints every option of the job. */
  void describe(PrintStream output);

  /** A job that was started. */
  interface RunningJob {
    /** Whether the job runs on a cluster that was asked to go on without this process. */
    default boolean isDetached() {
      return false;
    }

    /** Waits for the end; whether the job succeeded (a cancelled one did not fail). */
    boolean awaitSuccess();

    /** Asks the job to end. */
    void cancel();

    /** Whether the job is over for a reason of its own. */
    boolean hasFailed();

    /**
     * The pipeline's own counters by name, summed over its steps, once the job has ended by itself.
     * Flink hands out none before that, nor of a job that was cancelled.
     */
    default Map<String, Long> counters() {
      return Map.of();
    }
  }
}
