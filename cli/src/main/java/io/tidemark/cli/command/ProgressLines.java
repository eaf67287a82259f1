package io.tidemark.cli.command;

import io.tidemark.runners.launch.PipelineLauncher.RunningJob;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Prints how far a job has come: every ten seconds in its first minute, then every minute. */
final class ProgressLines implements AutoCloseable {
  private static final long LOOK_SECONDS = 10;
  private static final int LOOKS_OF_A_MINUTE = 6;

  private final RunningJob job;
  private final LogFormat format;
  private final Consumer<String> say;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          run -> {
            Thread thread = new Thread(run, "tidemark-progress");
            thread.setDaemon(true);
            return thread;
          });
  private RunProgress before;
  private int look;

  private ProgressLines(RunningJob job, LogFormat format, Consumer<String> say) {
    this.job = job;
    this.format = format;
    this.say = say;
    this.before = new RunProgress(Instant.now(), Map.of(), Map.of());
  }

  /** Starts to print, on a thread of its own. */
  static ProgressLines start(RunningJob job, LogFormat format, Consumer<String> say) {
    ProgressLines lines = new ProgressLines(job, format, say);
    lines.looks.scheduleWithFixedDelay(lines::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    return lines;
  }

  private void look() {
    look++;
    if (look > LOOKS_OF_A_MINUTE && look % LOOKS_OF_A_MINUTE != 0) {
      return;
    }
    try {
      RunProgress now = new RunProgress(Instant.now(), job.counters(), job.topics());
      say.accept(format == LogFormat.JSON ? now.json(before) : now.text(before));
      before = now;
    } catch (RuntimeException e) {
      // Thrown, it would end the lines without a word.
      say.accept("how far the job has come cannot be said: " + e);
    }
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
