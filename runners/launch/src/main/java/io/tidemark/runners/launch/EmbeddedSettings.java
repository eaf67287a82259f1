package io.tidemark.runners.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.PipelineOptionsInternal;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;
import org.apache.flink.runtime.jobgraph.SavepointConfigOptions;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The settings of a Flink in this process: those that the user's directory has, and these where it
 * has no other.
 *
 * <table>
 * <caption>Set here</caption>
 * <tr><th>setting</th><th>value</th><th>why</th></tr>
 * <tr><td>state.backend.type, incremental</td><td>rocksdb, true</td><td>open windows may be more
 *   than the heap holds, and a checkpoint writes what has changed</td></tr>
 * <tr><td>state.checkpoints.dir, num-retained</td><td>the run's directory, 3</td><td>the next start
 *   goes on from there</td></tr>
 * <tr><td>taskmanager.memory.managed.size</td><td>256 MB</td><td>RocksDB's memory, outside the
 *   heap</td></tr>
 * <tr><td>restart-strategy.type</td><td>exponential-delay, 1 s to 1 min</td><td>a server that is
 *   away is tried for ever, at a decent pace</td></tr>
 * <tr><td>rest.bind-address</td><td>127.0.0.1</td><td>whoever reaches it can end the job</td></tr>
 * <tr><td>io.tmp.dirs</td><td>work/ of the state directory</td><td>so that a process which was
 *   killed leaves nothing elsewhere</td></tr>
 * </table>
 */
final class EmbeddedSettings {
  private static final String LOOPBACK = "127.0.0.1";

  /** The reporter that is {@link LiveCounters}. */
  private static final String COUNTERS = "tidemark-counters";

  private static final String PROMETHEUS = "tidemark-prometheus";
  private static final String REPORTER = "metrics.reporter.";

  private final Configuration settings;

  private EmbeddedSettings(Configuration settings) {
    this.settings = settings;
  }

  /** Completes the user's settings for a run in this directory. */
  static EmbeddedSettings of(Configuration given, StateDirectory directory, Path run, JobID job) {
    Configuration settings = new Configuration(given);
    EmbeddedSettings completed = new EmbeddedSettings(settings);
    completed.unset(StateBackendOptions.STATE_BACKEND, "rocksdb");
    completed.unset(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    completed.unset(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, StateRun.onFlink(run.resolve("checkpoints")));
    completed.unset(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 3);
    completed.unset(CoreOptions.TMP_DIRS, directory.work().toString());
    completed.unset(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(256));
    completed.restarts();
    completed.reporters();
    completed.unset(RestOptions.BIND_ADDRESS, LOOPBACK);
    completed.unset(RestOptions.ADDRESS, LOOPBACK);
    completed.port();
    settings.set(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID, job.toHexString());
    List<String> listeners = new ArrayList<>();
    settings.getOptional(DeploymentOptions.JOB_LISTENERS).ifPresent(listeners::addAll);
    listeners.add(SubmittedJobs.class.getName());
    settings.set(DeploymentOptions.JOB_LISTENERS, listeners);
    return completed;
  }

  /** Beside those that the user's settings name. */
  private void reporters() {
    String names = settings.get(MetricOptions.REPORTERS_LIST);
    if (names != null && !names.isBlank()) {
      settings.set(MetricOptions.REPORTERS_LIST, String.join(",", names, COUNTERS, PROMETHEUS));
    }
    settings.setString(
        REPORTER + COUNTERS + ".factory.class", LiveCounters.Factory.class.getName());
  }

  /**
   * Lets the job answer Prometheus on this port; null for not at all.
   *
   * @throws UsageException if the port is in use, of which Flink would only log a line
   */
  EmbeddedSettings withMetrics(@Nullable Integer port) {
    if (port != null) {
      try (ServerSocket free = new ServerSocket(port)) {
        settings.setString(REPORTER + PROMETHEUS + ".port", Integer.toString(free.getLocalPort()));
      } catch (IOException e) {
        throw new UsageException(
            "--metricsPort is " + port + ": needed is a port that is free (" + e.getMessage() + ")",
            e);
      }
      settings.setString(
          REPORTER + PROMETHEUS + ".factory.class", PrometheusReporterFactory.class.getName());
    }
    return this;
  }

  private void restarts() {
    unset(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    unset(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofSeconds(1));
    unset(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        Duration.ofMinutes(1));
    unset(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD,
        Duration.ofMinutes(10));
  }

  /** A port that is free now, unless the user names one: {@link FlinkRest} must know it. */
  private void port() {
    if (settings.contains(RestOptions.PORT)) {
      unset(RestOptions.BIND_PORT, Integer.toString(settings.get(RestOptions.PORT)));
    }
    if (!settings.getString(RestOptions.BIND_PORT, "").matches("[1-9][0-9]{0,4}")) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
        settings.set(RestOptions.BIND_PORT, Integer.toString(socket.getLocalPort()));
      } catch (IOException e) {
        throw new UncheckedIOException("no port is free on " + LOOPBACK, e);
      }
    }
  }

  private <T> void unset(ConfigOption<T> option, T value) {
    if (!settings.contains(option)) {
      settings.set(option, value);
    }
  }

  /** Lets the job go on from this checkpoint or savepoint; null for from nothing. */
  EmbeddedSettings from(@Nullable Snapshot snapshot, boolean allowNonRestoredState) {
    if (snapshot == null) {
      settings.removeConfig(SavepointConfigOptions.SAVEPOINT_PATH);
    } else {
      settings.set(SavepointConfigOptions.SAVEPOINT_PATH, snapshot.path().toString());
      settings.set(SavepointConfigOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE, allowNonRestoredState);
    }
    return this;
  }

  /** Returns where Flink keeps checkpoints. */
  String checkpoints() {
    return settings.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY);
  }

  /** Returns the address of Flink's REST interface. */
  String rest() {
    return "http://" + LOOPBACK + ":" + settings.get(RestOptions.BIND_PORT);
  }

  /** Writes the settings where Beam reads them, and returns the directory. */
  Path write(Path directory) {
    StringBuilder lines = new StringBuilder();
    new TreeMap<>(settings.toMap())
        .forEach((name, value) -> lines.append(quoted(name) + ": " + quoted(value) + "\n"));
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve("config.yaml"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write Flink's settings to " + directory, e);
    }
    return directory;
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
