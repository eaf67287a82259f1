package io.tidemark.runners.flink.crash;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.runners.flink.cluster.Await;
import io.tidemark.runners.flink.cluster.FlinkCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What stands in the end is the truth, whatever was killed on the way: the library alone, its
 * changes in files. The main job with its broker and database is killed in every build, in module
 * cli.
 */
@Tag("crash")
@Timeout(420)
class CrashIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final int PER_SECOND = 5_000;

  @Test
  @Tag("long")
  void afterATaskManagerIsKilledEveryWindowHoldsItsTotal() throws IOException {
    totalsSurvive("taskmanager", new Replay(150_000, PER_SECOND), List.of(killTaskManager(0)));
  }

  @Test
  @Tag("long")
  void afterTheJobManagerIsKilledEveryWindowHoldsItsTotal() throws IOException {
    totalsSurvive("jobmanager", new Replay(150_000, PER_SECOND), List.of(KILL_JOB_MANAGER));
  }

  @Test
  @Tag("long")
  void afterFiveKillsEveryWindowHoldsItsTotal() throws IOException {
    totalsSurvive(
        "five",
        new Replay(750_000, PER_SECOND),
        IntStream.range(0, 5).mapToObj(i -> killTaskManager(i % 2)).toList());
  }

  /** What is killed, and what is started again once the job is back. */
  private record Kill(Consumer<FlinkCluster> kill, Consumer<FlinkCluster> repair) {}

  private static final Kill KILL_JOB_MANAGER =
      new Kill(
          cluster -> {
            cluster.killJobManager();
            cluster.startJobManager();
          },
          cluster -> {});

  private static Kill killTaskManager(int index) {
    return new Kill(
        cluster -> cluster.killTaskManager(index),
        cluster -> {
          cluster.startTaskManager(index);
          cluster.awaitTaskManagers();
        });
  }

  private static void totalsSurvive(String name, Replay replay, List<Kill> kills)
      throws IOException {
    Path directory = FlinkCluster.emptied("crash-" + name);
    ChangeFiles files = new ChangeFiles(Files.createDirectory(directory.resolve("changes")));
    try (FlinkCluster cluster = FlinkCluster.start(directory, 2, Map.of())) {
      String job = submit(cluster, replay, files);
      List<Long> recoveries =
          kills.stream().map(kill -> recoveryMillis(kill, cluster, job, files)).toList();
      assertThat("still running", cluster.rest().hasEnded(job), is(false));
      Await.until("the job's end", PATIENCE, () -> cluster.rest().hasEnded(job));
      report(name, recoveries, cluster, job);
      assertThat(cluster.rest().state(job), is(Optional.of("FINISHED")));
      assertThat(
          Consolidated.difference(CrashModel.rows(replay), Consolidated.rows(files.read())),
          is(Map.of()));
    }
  }

  /** From the kill to the first commit of a step that was set up after it. */
  private static long recoveryMillis(
      Kill kill, FlinkCluster cluster, String job, ChangeFiles files) {
    int before = cluster.rest().completedCheckpoints(job);
    Await.until(
        "a checkpoint more than " + before,
        PATIENCE,
        () -> cluster.rest().completedCheckpoints(job) > before);
    long killed = System.currentTimeMillis();
    kill.kill().accept(cluster);
    Await.until("a commit after it", PATIENCE, () -> files.firstCommitOfStepsSince(killed) > 0);
    kill.repair().accept(cluster);
    return files.firstCommitOfStepsSince(killed) - killed;
  }

  private static String submit(FlinkCluster cluster, Replay replay, ChangeFiles files) {
    return Submission.submit(
        cluster, CrashJob.create(Submission.options(cluster, "crash"), replay, files));
  }

  private static void report(String name, List<Long> recoveries, FlinkCluster cluster, String job) {
    System.out.printf(
        "%s: first commit after each kill, in ms: %s; checkpoints %s%n",
        name,
        recoveries,
        cluster.rest().checkpoints(job).map(CrashIT::sizeAndDuration).orElse("unknown"));
  }

  private static String sizeAndDuration(JsonNode checkpoints) {
    JsonNode summary = checkpoints.path("summary");
    return String.format(
        "at most %,d bytes and %,d ms, p50 %,d ms",
        summary.path("state_size").path("max").asLong(),
        summary.path("end_to_end_duration").path("max").asLong(),
        summary.path("end_to_end_duration").path("p50").asLong());
  }
}
