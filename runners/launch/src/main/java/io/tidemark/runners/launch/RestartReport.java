package io.tidemark.runners.launch;

import io.tidemark.pipelines.options.Redaction;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Says why a job restarts and why its checkpoints fail: each cause once, and again every ten
 * minutes with a count while it lasts. A completed checkpoint ends it.
 */
final class RestartReport {
  private static final Duration AGAIN_AFTER = Duration.ofMinutes(10);

  /** So many restarts without a checkpoint in between are no progress. */
  private static final int NO_PROGRESS = 3;

  private final Consumer<String> say;
  private final Supplier<Instant> now;
  private final Map<String, Said> said = new HashMap<>();
  private int restarts;
  private FlinkRest.Checkpoints last = new FlinkRest.Checkpoints(0, 0, 0, "");

  /** What was said of a cause. */
  private static final class Said {
    Instant first;
    Instant latest;
    int more;
  }

  RestartReport(Consumer<String> say, Supplier<Instant> now) {
    this.say = say;
    this.now = now;
  }

  /** Takes in a failure that Flink restarts the job for. */
  void failed(RestartCause cause) {
    restarts++;
    String step = cause.step().isEmpty() ? "" : " (in " + cause.step() + ")";
    tell("the job failed and restarts", cause.what() + step, cause.digest(), cause.advice());
    if (restarts == NO_PROGRESS) {
      say.accept(
          "the job has restarted "
              + NO_PROGRESS
              + " times without a checkpoint in between: it makes no progress until the cause is"
              + " mended");
    }
  }

  /** Takes in how the checkpoints have gone up to now. */
  void checkpoints(FlinkRest.Checkpoints current) {
    if (current.completed() > last.completed()) {
      if (!said.isEmpty()) {
        say.accept("the job works again: a checkpoint is complete");
      }
      said.clear();
      restarts = 0;
    } else if (current.failed() > last.failed() && !isByRestart(current.why())) {
      tell(
          "checkpoint " + current.lastFailed() + " failed",
          Redaction.of(current.why().strip()),
          "checkpoint",
          "Until one is complete, a restart reads again what came after the last that was, and what"
              + " waits for a checkpoint is not written.");
    }
    last = current;
  }

  /**
   * Flink gives up the checkpoint under way when the job fails, which is said by itself, and counts
   * those for which not all tasks run yet, which have no failure.
   */
  private static boolean isByRestart(String why) {
    return why.isBlank() || why.contains("suspend") || why.contains("not all required tasks");
  }

  private void tell(String what, String why, String kind, String advice) {
    Instant time = now.get();
    Said before = said.get(kind);
    if (before == null) {
      Said first = new Said();
      first.first = time;
      first.latest = time;
      said.put(kind, first);
      say.accept(what + ": " + why + ". " + advice);
      return;
    }
    before.more++;
    if (!before.latest.plus(AGAIN_AFTER).isAfter(time)) {
      before.latest = time;
      say.accept(
          what
              + ", "
              + before.more
              + " times more for one cause since "
              + before.first.truncatedTo(ChronoUnit.SECONDS)
              + ": "
              + why);
    }
  }
}
