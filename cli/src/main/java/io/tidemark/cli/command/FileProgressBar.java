package io.tidemark.cli.command;

import io.tidemark.cli.terminal.Terminal;
import io.tidemark.pipelines.source.file.FileProgress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Shows how many records of files have been read: a bar where a person is watching, otherwise a
 * line every ten seconds.
 */
final class FileProgressBar implements AutoCloseable {
  private static final long LINE_SECONDS = 10;

  private final Terminal terminal;
  private final Terminal.Progress bar;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          run -> {
            Thread thread = new Thread(run, "tidemark-file-progress");
            thread.setDaemon(true);
            return thread;
          });
  private long before;

  private FileProgressBar(Terminal terminal) {
    this.terminal = terminal;
    this.bar = terminal.progress("read", "records", -1);
  }

  /** Starts to show it, on a thread of its own. */
  static FileProgressBar start(Terminal terminal) {
    FileProgressBar progress = new FileProgressBar(terminal);
    long pace = terminal.interactive() ? 1 : LINE_SECONDS;
    progress.looks.scheduleWithFixedDelay(progress::look, pace, pace, TimeUnit.SECONDS);
    return progress;
  }

  private void look() {
    long now = FileProgress.records();
    if (terminal.interactive()) {
      bar.stepTo(now);
    } else {
      terminal.say(
          "read %s records (%s/s)"
              .formatted(RunReport.number(now), RunReport.number((now - before) / LINE_SECONDS)));
    }
    before = now;
  }

  @Override
  public void close() {
    looks.shutdownNow();
    bar.stepTo(FileProgress.records());
    bar.close();
  }
}
