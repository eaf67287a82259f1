package io.tidemark.query.http;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Requests that wait for something to become true. They hold no thread: one thread looks for all of
 * them, every 20 ms.
 */
public final class Waiting implements AutoCloseable {
  private static final int MOST = 1_000;
  private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final ScheduledExecutorService looks =
      new ScheduledThreadPoolExecutor(1, named("waiting"));
  private final ThreadPoolExecutor goesOn =
      new ThreadPoolExecutor(
          8, 8, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST), named("waited"));
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile boolean ending;

  /** Creates it, with threads that start when they are needed. */
  public Waiting() {
    goesOn.allowCoreThreadTimeOut(true);
  }

  /**
   * Returns a stage that is completed when the condition is true, or after a while: then by false.
   *
   * @param condition cheap, and never blocks
   */
  public CompletionStage<Boolean> until(BooleanSupplier condition, Duration most) {
    if (condition.getAsBoolean()) {
      return CompletableFuture.completedFuture(true);
    }
    if (most.isZero()) {
      return CompletableFuture.completedFuture(false);
    }
    if (waiting.incrementAndGet() > MOST) {
      waiting.decrementAndGet();
      throw RateLimits.limited("too many requests wait already", Duration.ofSeconds(5));
    }
    CompletableFuture<Boolean> found = new CompletableFuture<>();
    look(condition, System.nanoTime() + most.toNanos(), found);
    return found
        .whenComplete((result, error) -> waiting.decrementAndGet())
        .thenApplyAsync(result -> result, goesOn);
  }

  private void look(BooleanSupplier condition, long end, CompletableFuture<Boolean> found) {
    try {
      if (condition.getAsBoolean()) {
        found.complete(true);
      } else if (ending || System.nanoTime() - end >= 0) {
        found.complete(false);
      } else {
        // What goes wrong in it completes what is looked for.
        Future<?> unused =
            looks.schedule(() -> look(condition, end, found), EVERY_NANOS, TimeUnit.NANOSECONDS);
      }
    } catch (RuntimeException e) {
      found.completeExceptionally(e);
    }
  }

  private static ThreadFactory named(String name) {
    return work -> {
      Thread thread = new Thread(work, "http-" + name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Lets all that wait go on at once, as if their time were over: the service stops. */
  public void end() {
    ending = true;
  }

  @Override
  public void close() {
    looks.shutdownNow();
    goesOn.shutdown();
  }
}
