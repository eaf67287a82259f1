package io.tidemark.runners.launch;

import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks every two seconds whether the job in this process has restarted, and reports why. */
final class RestartWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RestartWatch.class);
  private static final long LOOK_SECONDS = 2;

  private final FlinkRest flink;
  private final RestartReport report;
  private final Runnable onFirstCheckpoint;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          run -> {
            Thread thread = new Thread(run, "tidemark-restart-watch");
            thread.setDaemon(true);
            return thread;
          });
  private long latestFailure;
  private boolean checkpointed;

  /**
   * @param onFirstCheckpoint run once, when the job has completed a checkpoint of its own
   */
  RestartWatch(FlinkRest flink, Consumer<String> say, Runnable onFirstCheckpoint) {
    this.flink = flink;
    this.report = new RestartReport(say, Instant::now);
    this.onFirstCheckpoint = onFirstCheckpoint;
  }

  RestartWatch start() {
    looks.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    return this;
  }

  /** Looks now, if Flink still answers. */
  void look() {
    try {
      lookOnce();
    } catch (IOException clusterEnds) {
      // It answers from before the job runs until the job has ended, whose failure is reported.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // Thrown, it would end the watch without a word.
      LOG.warn("cannot look after the job: {}", e.toString());
    }
  }

  private synchronized void lookOnce() throws IOException, InterruptedException {
    for (RestartCause failure : flink.failures()) {
      if (failure.millis() > latestFailure) {
        latestFailure = failure.millis();
        report.failed(failure);
      }
    }
    FlinkRest.Checkpoints checkpoints = flink.checkpoints();
    report.checkpoints(checkpoints);
    if (!checkpointed && checkpoints.completed() > 0) {
      checkpointed = true;
      onFirstCheckpoint.run();
    }
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
