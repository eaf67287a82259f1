package io.tidemark.runners.flink.crash;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.runners.flink.cluster.Await;
import io.tidemark.runners.flink.cluster.FlinkCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keyed state in RocksDB may be far larger than the memory of the worker that holds it. */
@Tag("crash")
@Tag("long")
@Timeout(2_400)
class LargeStateIT {

  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final int TIMES_THE_HEAP = 3;
  private static final Crowd CROWD = new Crowd(34_000);

  /** One worker: its heap, and what RocksDB may use for both of its slots. */
  private static final Map<String, String> SMALL =
      Map.of(
          "env.java.opts.taskmanager", "-Xmx160m",
          "taskmanager.memory.task.heap.size", "32m",
          "taskmanager.memory.managed.size", "64m");

  @Test
  void threeTimesTheHeapIsHeldInRocksDb() throws IOException {
    Path directory = FlinkCluster.emptied("large-state");
    ChangeFiles files = new ChangeFiles(Files.createDirectory(directory.resolve("changes")));
    Gate gate = Gate.before(CROWD.events() - 2, directory);
    try (FlinkCluster cluster = FlinkCluster.start(directory, 1, SMALL)) {
      long heap = cluster.rest().taskManagerHeaps().get(0);
      FlinkPipelineOptions options = Submission.options(cluster, "large");
      options.setCheckpointingInterval(10_000L);
      options.setMinPauseBetweenCheckpoints(5_000L);
      String job =
          Submission.submit(
              cluster, LargeStateJob.create(options, ReplaySource.of(CROWD, gate), files));
      Await.until(
          "a checkpoint of " + TIMES_THE_HEAP + " times the heap",
          PATIENCE,
          () -> number(cluster, job, "/summary/state_size/max") > TIMES_THE_HEAP * heap);
      gate.open();
      Await.until("the job's end", PATIENCE, () -> cluster.rest().hasEnded(job));
      System.out.printf(
          "large state: checkpoint of %,d bytes in at most %,d ms on a heap of %,d bytes%n",
          number(cluster, job, "/summary/state_size/max"),
          number(cluster, job, "/summary/end_to_end_duration/max"),
          heap);
      assertThat(cluster.rest().state(job), is(Optional.of("FINISHED")));
    }
    assertThat(
        Consolidated.difference(LargeStateJob.rows(CROWD), Consolidated.rows(files.read())),
        is(Map.of()));
  }

  private static long number(FlinkCluster cluster, String job, String pointer) {
    return cluster.rest().checkpoints(job).map(it -> it.at(pointer).asLong()).orElse(0L);
  }
}
