package io.tidemark.system;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.system.Disruption.Recovery;
import io.tidemark.traffic.generate.Generator;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The main job on a real cluster under 5,000 events a second. Whatever is killed, at the end every
 * table, changelog topic and dead letter is that of the model.
 */
@Tag("crash")
class MainJobCrashIT {
  private static final int RATE = Integer.getInteger("tidemark.crash.rate", 5_000);
  private static final long SEED = Long.getLong("tidemark.crash.seed", 20_260_105);
  private static final long MOST_EVENTS = Long.getLong("tidemark.crash.events", 3_000_000);
  private static final Duration CALM = Duration.ofSeconds(6);

  @Test
  @Timeout(900)
  void nothingIsMissingDoubledOrStaleAfterATaskManagerIsKilled() throws Exception {
    survives("crash", Duration.ofSeconds(15), 300_000, List.of(Disruption.TASK_MANAGER));
  }

  /** Run by {@code ./prove crash}; {@code ./prove --help} lists its options. */
  @Test
  @Tag("long")
  @Timeout(3_600)
  void nothingIsMissingDoubledOrStaleWhateverIsKilled() throws Exception {
    List<Disruption> all = new ArrayList<>(Collections.nCopies(5, Disruption.TASK_MANAGER));
    all.addAll(List.of(Disruption.JOB_MANAGER, Disruption.BROKER, Disruption.POSTGRESQL));
    survives("crashes", Duration.ofSeconds(40), MOST_EVENTS, all);
  }

  private static void survives(
      String name, Duration idleTimeout, long atFullRate, List<Disruption> disruptions)
      throws Exception {
    Timeline timeline = new Timeline(name);
    try (ClusterRun on = ClusterRun.start(name, SmallWindows.optionsWithIdleTimeout(idleTimeout))) {
      timeline.note("job runs");
      Instant start = Instant.now().minus(Duration.ofMinutes(10));
      SteadyLoad load =
          SteadyLoad.start(
              on.run(),
              new Generator(SmallWindows.events(Long.MAX_VALUE, RATE, start).seed(SEED)),
              RATE,
              atFullRate);
      on.awaitRowMadeAfter(0);
      timeline.note("first row");
      List<Recovery> recoveries = new ArrayList<>();
      for (Disruption disruption : disruptions) {
        Thread.sleep(CALM.toMillis());
        on.awaitCheckpoint();
        timeline.note("%,d events sent; %s".formatted(load.count(), checkpoints(on)));
        recoveries.add(disruption.strike(on));
        timeline.note(recoveries.get(recoveries.size() - 1).toString());
      }
      Thread.sleep(CALM.toMillis());
      List<Sent> sent = load.stop();
      timeline.note("%,d events sent, no more; %s".formatted(sent.size(), checkpoints(on)));
      timeline.note(median(recoveries));
      assertAllIsAsTheModelSays(on, sent, timeline);
    }
  }

  private static void assertAllIsAsTheModelSays(ClusterRun on, List<Sent> sent, Timeline timeline)
      throws Exception {
    try (Connection connection = on.run().connect()) {
      Audit audit = new Audit(on.run(), sent, connection);
      String missing = Deadline.in(patience(sent)).await(audit::missing);
      timeline.note(missing.isEmpty() ? "settled" : "not settled: " + missing);
      assertThat(audit.differences(), empty());
      assertThat(missing, is(""));
    }
  }

  /**
   * Returns how long to wait for what has piled up: even a busy machine processes 1,000 events a
   * second.
   */
  private static Duration patience(List<Sent> sent) {
    return ClusterRun.PATIENCE.plusSeconds(sent.size() / 1_000);
  }

  private static String median(List<Recovery> recoveries) {
    List<Long> millis =
        recoveries.stream()
            .filter(recovery -> recovery.disruption() == Disruption.TASK_MANAGER)
            .map(Recovery::millis)
            .sorted()
            .toList();
    return "kill -9 of a TaskManager to the first row, p50 of %d: %.1f s"
        .formatted(millis.size(), millis.get((millis.size() - 1) / 2) / 1e3);
  }

  /** Returns the statistics of the checkpoints since the JobManager took the job. */
  private static String checkpoints(ClusterRun on) {
    return on.cluster()
        .rest()
        .checkpoints(on.job())
        .map(MainJobCrashIT::sizesAndDurations)
        .orElse("checkpoints unknown");
  }

  private static String sizesAndDurations(JsonNode checkpoints) {
    JsonNode summary = checkpoints.path("summary");
    return "%d checkpoints of %s in %s"
        .formatted(
            checkpoints.path("counts").path("completed").asInt(),
            medianAndMost(summary.path("state_size"), 1e6, "MB"),
            medianAndMost(summary.path("end_to_end_duration"), 1e3, "s"));
  }

  private static String medianAndMost(JsonNode of, double unit, String name) {
    return "%.1f %s (p50; at most %.1f)"
        .formatted(of.path("p50").asLong() / unit, name, of.path("max").asLong() / unit);
  }
}
