package io.tidemark.system;

import io.tidemark.traffic.generate.Generator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends generated events at a steady rate, on a thread of its own, until it is stopped, so that
 * whatever happens meanwhile happens under load. A delay of more than a second is not made up for.
 * After {@code atFullRate} events it continues with {@value #BATCHES_PER_SECOND} events a second,
 * so that a machine that is too slow for the rate can catch up.
 */
final class SteadyLoad {
  private static final int BATCHES_PER_SECOND = 50;
  private static final long SECOND = 1_000_000_000L;

  private final StreamRun run;
  private final Generator generator;
  private final int perSecond;
  private final long atFullRate;
  private final CompletableFuture<Void> end;
  private volatile boolean stopped;
  private volatile long count;

  private SteadyLoad(StreamRun run, Generator generator, int perSecond, long atFullRate) {
    this.run = run;
    this.generator = generator;
    this.perSecond = perSecond;
    this.atFullRate = atFullRate;
    this.end = CompletableFuture.runAsync(this::send, task -> new Thread(task, "load").start());
  }

  static SteadyLoad start(StreamRun run, Generator generator, int perSecond, long atFullRate) {
    return new SteadyLoad(run, generator, perSecond, atFullRate);
  }

  private void send() {
    long due = System.nanoTime();
    long sent = 0;
    while (!stopped) {
      int batch = sent < atFullRate ? perSecond / BATCHES_PER_SECOND : 1;
      for (int i = 0; i < batch; i++) {
        run.send(generator.next());
        count = ++sent;
      }
      long now = System.nanoTime();
      due = Math.max(now - SECOND, due + SECOND / BATCHES_PER_SECOND);
      LockSupport.parkNanos(due - now);
    }
  }

  /** Returns the number of events sent so far. */
  long count() {
    return count;
  }

  List<Sent> stop() throws Exception {
    stopped = true;
    end.get();
    return run.sent();
  }
}
