package io.tidemark.runners.launch;

import io.tidemark.pipelines.options.Redaction;
import io.tidemark.pipelines.source.kafka.ReadProgress;
import io.tidemark.runners.launch.PipelineLauncher.RunningJob;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A job without an end on a Flink in this process. */
final class EmbeddedJob implements RunningJob {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedJob.class);

  /** How often a savepoint is asked for while tasks are not yet, or not, running. */
  private static final int ATTEMPTS = 10;

  private static final long SAVEPOINT_MINUTES = 15;
  private static final long CANCEL_SECONDS = 30;

  private final JobClient client;
  private final CompletableFuture<JobExecutionResult> end;
  private final StateDirectory directory;
  private final StateRun run;
  private final RestartWatch watch;
  private volatile boolean cancelled;
  private volatile boolean lost;

  EmbeddedJob(JobClient client, FlinkRest flink, StateDirectory directory, StateRun run) {
    this.client = client;
    this.end = client.getJobExecutionResult();
    this.directory = directory;
    this.run = run;
    this.watch =
        new RestartWatch(flink, LOG::warn, () -> directory.keepOnly(List.of(run.directory())))
            .start();
  }

  @Override
  public boolean isService() {
    return true;
  }

  @Override
  public boolean awaitSuccess() {
    try {
      end.get();
    } catch (ExecutionException e) {
      if (!cancelled) {
        throw new IllegalStateException("the job failed for good", e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the job ran", e);
    } finally {
      release();
    }
    return !lost;
  }

  private void release() {
    watch.close();
    directory.close();
    LiveCounters.forget(client.getJobID().toHexString());
  }

  @Override
  public void cancel() {
    cancelled = true;
    try {
      client.cancel().get(CANCEL_SECONDS, TimeUnit.SECONDS);
      end.handle((result, failure) -> true).get(CANCEL_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | IllegalStateException e) {
      // The cluster shuts down with its job, and may not answer any more.
      LOG.debug("no answer to the cancellation", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      release();
    }
  }

  @Override
  public void stop() {
    if (!directory.isKept()) {
      cancel();
      return;
    }
    LOG.info("stopping with a savepoint; a second signal ends the process at once");
    cancelled = true;
    String why = savepoint();
    if (why == null) {
      said(run.newest());
      return;
    }
    LOG.warn("no savepoint could be taken: {}", Redaction.of(why));
    cancel();
    said(run.newest().or(() -> directory.newestComplete().flatMap(StateRun::newest)));
  }

  private void said(Optional<Snapshot> newest) {
    lost = newest.isEmpty();
    if (lost) {
      LOG.warn("stopped without state: no checkpoint was complete yet");
    } else {
      LOG.info("stopped; the next start goes on from {}", newest.get().path());
    }
  }

  /** Stops with a savepoint, and returns null, or why that was not possible. */
  private String savepoint() {
    String why = null;
    for (int attempt = 0; attempt < ATTEMPTS && !end.isDone(); attempt++) {
      try {
        client
            .stopWithSavepoint(false, run.savepoints(), SavepointFormatType.NATIVE)
            .get(SAVEPOINT_MINUTES, TimeUnit.MINUTES);
        return null;
      } catch (ExecutionException | TimeoutException | IllegalStateException e) {
        why = reason(e);
        pause();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return "interrupted";
      }
    }
    // The cluster may shut down before it answers; what it has written counts.
    boolean stopped = end.isDone() && !end.isCompletedExceptionally();
    return stopped ? null : why;
  }

  private static String reason(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private void pause() {
    try {
      Thread.sleep(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Map<String, Long> counters() {
    return LiveCounters.of(client.getJobID().toHexString());
  }

  @Override
  public Map<String, ReadProgress> topics() {
    return ReadProgress.byTopic();
  }

  @Override
  public boolean hasFailed() {
    return !cancelled && end.isCompletedExceptionally();
  }
}
