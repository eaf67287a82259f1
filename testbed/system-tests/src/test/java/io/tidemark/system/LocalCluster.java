package io.tidemark.system;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/** A Flink cluster in this process whose TaskManagers can be lost. */
public final class LocalCluster implements AutoCloseable {

  private final MiniCluster cluster;
  private int oldest;

  private LocalCluster(MiniCluster cluster) {
    this.cluster = cluster;
  }

  public static LocalCluster start(int taskManagers, int slots) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(RestOptions.PORT, 0);
    configuration.set(RestOptions.BIND_PORT, "0");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(taskManagers)
                .setNumSlotsPerTaskManager(slots)
                .build());
    cluster.start();
    return new LocalCluster(cluster);
  }

  /** Returns the value for {@code --flinkMaster}. */
  public String master() throws Exception {
    URI address = cluster.getRestAddress().get();
    return address.getHost() + ":" + address.getPort();
  }

  /**
   * Returns an empty jar for {@code --filesToStage}, because the classes of the job are on the
   * class path already.
   */
  public static Path nothingToStage(Path directory) throws IOException {
    Path jar = directory.resolve("nothing.jar");
    new JarOutputStream(Files.newOutputStream(jar)).close();
    return jar;
  }

  /** Ends the TaskManager that has run longest, and adds another one. */
  public void replaceTaskManager() throws Exception {
    cluster.terminateTaskManager(oldest).get();
    cluster.startTaskManager();
    oldest++;
  }

  /**
   * Drains the only job: its sources end at once, and the job when all their records are processed.
   * Fails if the job does.
   */
  void drain(Path savepoints) throws Exception {
    JobID job = cluster.listJobs().get().iterator().next().getJobId();
    String directory = savepoints.toUri().toString();
    cluster.stopWithSavepoint(job, directory, true, SavepointFormatType.CANONICAL).get();
    cluster.requestJobResult(job).get().toJobExecutionResult(getClass().getClassLoader());
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
