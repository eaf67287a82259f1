package io.tidemark.runners.flink.crash;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeKind;
import io.tidemark.firing.Cadence;
import io.tidemark.runners.flink.cluster.Await;
import io.tidemark.runners.flink.cluster.FlinkCluster;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A job that is stopped at a savepoint goes on from it: another jar, other options, more tasks. */
@Tag("crash")
@Timeout(420)
class SavepointIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String COUNTER = "flink_taskmanager_job_task_operator_tidemark_";
  private static final Replay REPLAY = new Replay(120_000, 10_000);

  /** One task with its state on the heap, then four with theirs in RocksDB and no early panes. */
  @Test
  void theUpgradedJobOnFourTasksEndsWithTheTotalsThatOneTaskBegan() throws IOException {
    Path directory = FlinkCluster.emptied("savepoint");
    ChangeFiles before = new ChangeFiles(Files.createDirectory(directory.resolve("before")));
    ChangeFiles after = new ChangeFiles(Files.createDirectory(directory.resolve("after")));
    Gate gate = Gate.before(REPLAY.events() / 2, directory);
    ReplaySource source = ReplaySource.of(REPLAY, gate);
    try (FlinkCluster cluster = FlinkCluster.start(directory, 2, Map.of())) {
      FlinkPipelineOptions first = Submission.options(cluster, "first");
      first.setParallelism(1);
      first.setStateBackend("filesystem");
      first.setStateBackendStoragePath(
          directory.resolve("heap").toAbsolutePath().toUri().toString());
      String job =
          Submission.submit(cluster, CrashJob.create(first, source, CrashJob.EARLY, before));
      Await.until(
          "early and on-time panes",
          PATIENCE,
          () -> fired(before).containsAll(Set.of(Timing.EARLY, Timing.ON_TIME)));
      Await.until("a checkpoint", PATIENCE, () -> cluster.rest().completedCheckpoints(job) > 0);
      Await.until(
          "counters of ours", PATIENCE, () -> names(cluster.metrics()).containsAll(counters()));
      assertThat(missing(namedByTemplates(), names(cluster.metrics())), is(Set.of()));
      String savepoint = cluster.rest().stopWithSavepoint(job);

      FlinkPipelineOptions second = Submission.options(cluster, "second");
      second.setParallelism(4);
      second.setSavepointPath(savepoint);
      second.setFilesToStage(List.of(upgraded(directory).toString(), Submission.testClasses()));
      String upgrade =
          Submission.submit(cluster, CrashJob.create(second, source, Cadence.never(), after));
      gate.open();
      Await.until("the job's end", PATIENCE, () -> cluster.rest().hasEnded(upgrade));
      report(cluster, job);
      assertThat(cluster.rest().state(upgrade), is(Optional.of("FINISHED")));
    }
    assertThat(
        Consolidated.difference(
            CrashModel.rows(REPLAY),
            Consolidated.rows(
                Stream.concat(before.read().stream(), after.read().stream())
                    .collect(Collectors.toList()))),
        is(Map.of()));
    assertThat(fired(after), not(hasItem(Timing.EARLY)));
    Set<String> twice = inserted(before);
    assertThat(twice, is(not(Set.of())));
    twice.retainAll(inserted(after));
    assertThat("inserted although it stood", twice, is(Set.of()));
  }

  /** A snapshot of the heap is written while the job goes on: what is copied must be a copy. */
  @Test
  @Tag("long")
  void afterAKillStateOnTheHeapEndsWithTheTotals() throws IOException {
    Path directory = FlinkCluster.emptied("heap");
    ChangeFiles files = new ChangeFiles(Files.createDirectory(directory.resolve("changes")));
    Gate gate = Gate.before(REPLAY.events() - 2, directory);
    try (FlinkCluster cluster =
        FlinkCluster.start(directory, 2, Map.of("state.backend.type", "hashmap"))) {
      FlinkPipelineOptions options = Submission.options(cluster, "heap");
      options.setCheckpointingInterval(600L);
      String job =
          Submission.submit(
              cluster,
              CrashJob.create(options, ReplaySource.of(REPLAY, gate), CrashJob.EARLY, files));
      Await.until("five checkpoints", PATIENCE, () -> cluster.rest().completedCheckpoints(job) > 4);
      cluster.killTaskManager(0);
      cluster.startTaskManager(0);
      cluster.awaitTaskManagers();
      gate.open();
      Await.until("the job's end", PATIENCE, () -> cluster.rest().hasEnded(job));
      assertThat(cluster.rest().state(job), is(Optional.of("FINISHED")));
    }
    assertThat(
        Consolidated.difference(CrashModel.rows(REPLAY), Consolidated.rows(files.read())),
        is(Map.of()));
  }

  /** Rows of windows that are inserted once: sessions are again, when one takes in another. */
  private static Set<String> inserted(ChangeFiles files) {
    return files.read().stream()
        .filter(entry -> entry.change().kind() == ChangeKind.INSERT)
        .filter(entry -> !entry.windowing().equals(CrashJob.SESSIONS))
        .map(entry -> CrashModel.row(entry.windowing(), entry.key(), entry.change().window()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Which panes were fired: a retraction has the timing of what it withdraws. */
  private static Set<Timing> fired(ChangeFiles files) {
    return files.read().stream()
        .map(Entry::change)
        .filter(change -> !change.isRetraction())
        .map(Change::timing)
        .collect(Collectors.toSet());
  }

  /** What the dashboard and the alerts name: Flink's own metrics, and such counters as ours. */
  private static Set<String> namedByTemplates() throws IOException {
    List<String> lines =
        Files.readAllLines(
            Path.of("..", "..", "templates", "src", "test", "resources", "metrics.txt"));
    assertThat(lines, hasItem(COUNTER + "Performance_aggregated"));
    return Stream.concat(
            lines.stream().filter(line -> !line.contains("_tidemark_")), counters().stream())
        .collect(Collectors.toSet());
  }

  /** Those of a windowing named Performance, by the names that windowings have here. */
  private static Set<String> counters() {
    return CrashJob.WINDOWINGS.stream()
        .map(windowing -> COUNTER + windowing + "_aggregated")
        .collect(Collectors.toSet());
  }

  private static Set<String> missing(Set<String> expected, Set<String> told) {
    Set<String> missing = new TreeSet<>(expected);
    missing.removeAll(told);
    return missing;
  }

  private static Set<String> names(Set<String> series) {
    return series.stream().map(one -> one.replaceFirst("\\{.*", "")).collect(Collectors.toSet());
  }

  /** The same bundle, with one file more. */
  private static Path upgraded(Path directory) throws IOException {
    Path jar =
        Files.copy(
            Path.of(System.getProperty("tidemark.bundle")), directory.resolve("upgraded.jar"));
    try (FileSystem entries = FileSystems.newFileSystem(jar)) {
      Files.writeString(entries.getPath("upgraded.txt"), "a later release");
    }
    return jar;
  }

  private static void report(FlinkCluster cluster, String job) {
    System.out.printf(
        "savepoint: %,d bytes in %,d ms%n",
        number(cluster, job, "/latest/savepoint/state_size"),
        number(cluster, job, "/latest/savepoint/end_to_end_duration"));
  }

  private static long number(FlinkCluster cluster, String job, String pointer) {
    return cluster.rest().checkpoints(job).orElseThrow().at(pointer).asLong();
  }
}
