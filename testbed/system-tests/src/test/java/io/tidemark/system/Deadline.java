package io.tidemark.system;

import java.time.Duration;

/** Waits for something to come true, for a limited time. */
public record Deadline(long nanos) {
  private static final long PAUSE_MILLIS = 500;

  /** What is still missing; empty when nothing is. */
  @FunctionalInterface
  public interface Missing {
    String look() throws Exception;
  }

  public static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** Returns when nothing is missing any more, or what still is when time is up. */
  public String await(Missing missing) throws Exception {
    String last = missing.look();
    while (!last.isEmpty() && System.nanoTime() < nanos) {
      Thread.sleep(PAUSE_MILLIS);
      last = missing.look();
    }
    return last;
  }
}
