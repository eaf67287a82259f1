package io.tidemark.runners.flink.cluster;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for something to become true. */
public final class Await {

  private static final long PAUSE_MILLIS = 50;

  private Await() {}

  /** Returns as soon as {@code condition} holds; fails, naming it, after {@code patience}. */
  public static void until(String what, Duration patience, BooleanSupplier condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + patience.toSeconds() + " s: " + what);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    }
  }
}
