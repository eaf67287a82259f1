package io.tidemark.runners.launch;

import io.tidemark.pipelines.source.kafka.ReadProgress;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** Starts the main job, on any runner. */
public interface PipelineLauncher {
  /**
   * Starts the job. Returns when it runs or, if the runner waits for it, when it has ended.
   *
   * @param arguments pipeline options as {@code --name=value}
   * @throws UsageException for an option that is unknown or has a value that is not allowed
   */
  RunningJob launch(Runner runner, List<String> arguments);

  /**
   * Returns what is wrong with arguments by themselves: a name that is unknown, a value that is not
   * allowed. Each is a sentence; all of them are found.
   */
  List<String> faults(Runner runner, List<String> arguments);

  /**
   * Checks arguments as {@link #launch} does, also against one another, and contacts no server.
   *
   * @throws UsageException for what {@link #faults} returns, and for options that do not go
   *     together
   */
  void check(Runner runner, List<String> arguments);

  /** Prints every option of the job, with what it takes and its default, and those of a runner. */
  void describe(Runner runner, PrintStream output);

  /** A job that was started. */
  interface RunningJob {
    /** Returns whether the job runs on a cluster that continues without this process. */
    default boolean isDetached() {
      return false;
    }

    /**
     * Waits for the end of the job and returns whether it succeeded. A job that was cancelled
     * counts as a success.
     */
    boolean awaitSuccess();

    /** Asks the job to end. */
    void cancel();

    /** Returns whether the job runs in this process until {@link #stop} ends it. */
    default boolean isService() {
      return false;
    }

    /**
     * Ends the job so that the next start goes on where it was, if it keeps state; no window is
     * closed early. Otherwise cancels it.
     */
    default void stop() {
      cancel();
    }

    /** Returns whether the job has ended by a failure, and not because it was cancelled. */
    boolean hasFailed();

    /**
     * Returns the counters of the pipeline by name, summed over its steps: of a service while it
     * runs, what was read again after a restart counted again; of others after they have ended by
     * themselves.
     */
    default Map<String, Long> counters() {
      return Map.of();
    }

    /** Returns how far each topic is read; empty unless the job runs in this process. */
    default Map<String, ReadProgress> topics() {
      return Map.of();
    }
  }
}
