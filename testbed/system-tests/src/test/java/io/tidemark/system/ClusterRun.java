package io.tidemark.system;

import io.tidemark.runners.flink.cluster.Await;
import io.tidemark.runners.flink.cluster.FlinkCluster;
import io.tidemark.servers.LocalServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * The main job on a real cluster of a JobManager and two TaskManagers, submitted as the command
 * line does it, with a real broker and a real database.
 */
final class ClusterRun implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(6);
  private static final long POLL_MILLIS = 20;

  /**
   * The main job has some twenty states in a slot, each with buffers of its own in the managed
   * memory. With 48 MB for each slot RocksDB held up every write, and only 500 events a second came
   * through.
   */
  private static final Map<String, String> SETTINGS =
      Map.of("taskmanager.memory.managed.size", "512m");

  private final LocalServers servers;
  private final FlinkCluster cluster;
  private final StreamRun run;
  private final String job;

  private ClusterRun(LocalServers servers, FlinkCluster cluster, StreamRun run, String job) {
    this.servers = servers;
    this.cluster = cluster;
    this.run = run;
    this.job = job;
  }

  /**
   * Starts everything and returns when every task of the job runs.
   *
   * @param name the name of the job and of the database
   */
  static ClusterRun start(String name, List<String> options) throws Exception {
    CompletableFuture<LocalServers> servers = CompletableFuture.supplyAsync(LocalServers::start);
    FlinkCluster cluster = null;
    try {
      cluster = FlinkCluster.start(FlinkCluster.emptied(name), 2, SETTINGS);
      List<String> arguments = new ArrayList<>(options);
      arguments.add("--flinkMaster=" + cluster.master());
      arguments.add("--attachedMode=false");
      arguments.add("--jobName=" + name);
      arguments.add("--parallelism=2");
      arguments.add("--minPauseBetweenCheckpoints=500");
      StreamRun run = StreamRun.start(servers.get(), name, arguments);
      String job = cluster.rest().job(name).orElseThrow();
      ClusterRun started = new ClusterRun(servers.get(), cluster, run, job);
      started.await("every task runs", () -> started.cluster.rest().isRunning(job));
      return started;
    } catch (Exception | Error e) {
      if (cluster != null) {
        cluster.close();
      }
      servers.get().close();
      throw e;
    }
  }

  LocalServers servers() {
    return servers;
  }

  FlinkCluster cluster() {
    return cluster;
  }

  StreamRun run() {
    return run;
  }

  String job() {
    return job;
  }

  void await(String what, BooleanSupplier condition) {
    Await.until(what, PATIENCE, condition);
  }

  /** Waits for the next checkpoint to be complete. It may have begun shortly before this call. */
  void awaitCheckpoint() {
    int before = cluster.rest().completedCheckpoints(job);
    await(
        "a checkpoint more than " + before,
        () -> cluster.rest().completedCheckpoints(job) > before);
  }

  /**
   * Waits until the job runs since a time after this one, and returns the time since which it runs;
   * both in milliseconds since the epoch.
   */
  long awaitRestartAfter(long millis) {
    AtomicLong since = new AtomicLong();
    await(
        "a restart of the job",
        () -> since.updateAndGet(before -> cluster.rest().runningSinceMillis(job)) > millis);
    return since.get();
  }

  /**
   * Waits until another session sees a row that was made after this time, and returns when that
   * was; both in milliseconds since the epoch.
   */
  long awaitRowMadeAfter(long millis) throws Exception {
    String sql =
        StreamTruth.TABLES.stream()
            .map(
                t ->
                    "exists (select from "
                        + t
                        + " where updated_at > to_timestamp("
                        + millis / 1e3
                        + "))")
            .collect(Collectors.joining(" or ", "select ", ""));
    try (Connection connection = run.connect();
        Statement statement = connection.createStatement()) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!isTrue(statement, sql)) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("no row within " + PATIENCE);
        }
        Thread.sleep(POLL_MILLIS);
      }
      return System.currentTimeMillis();
    }
  }

  private static boolean isTrue(Statement statement, String sql) throws SQLException {
    try (ResultSet result = statement.executeQuery(sql)) {
      return result.next() && result.getBoolean(1);
    }
  }

  @Override
  public void close() {
    try (servers;
        cluster;
        run) {
      // Resources are closed in reverse order: the job, the cluster, the servers.
    }
  }
}
