package io.tidemark.cli.job;

import io.tidemark.cli.generate.Generator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends generated events at a steady rate, from a thread of its own, until it is stopped or the
 * generator has no more: so whatever happens meanwhile happens under load. What could not be sent
 * in time is not made up for by a burst.
 */
final class SteadyLoad {
  private static final int BATCHES_PER_SECOND = 50;

  private final StreamRun run;
  private final Generator generator;
  private final int perSecond;
  private final CompletableFuture<Void> end;
  private volatile boolean stopped;
  private volatile long count;

  private SteadyLoad(StreamRun run, Generator generator, int perSecond) {
    this.run = run;
    this.generator = generator;
    this.perSecond = perSecond;
    this.end = CompletableFuture.runAsync(this::send, task -> new Thread(task, "load").start());
  }

  static SteadyLoad start(StreamRun run, Generator generator, int perSecond) {
    return new SteadyLoad(run, generator, perSecond);
  }

  private void send() {
    long due = System.nanoTime();
    long sent = 0;
    while (isRunning()) {
      for (int i = 0; i < perSecond / BATCHES_PER_SECOND && generator.hasNext(); i++) {
        run.send(generator.next());
        count = ++sent;
      }
      due = Math.max(System.nanoTime(), due + 1_000_000_000L / BATCHES_PER_SECOND);
      LockSupport.parkNanos(due - System.nanoTime());
    }
  }

  boolean isRunning() {
    return !stopped && generator.hasNext();
  }

  /** Events sent so far. */
  long count() {
    return count;
  }

  List<Sent> stop() throws Exception {
    stopped = true;
    end.get();
    return run.sent();
  }
}
