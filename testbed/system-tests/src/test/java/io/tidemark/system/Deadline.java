package io.tidemark.system;

import java.time.Duration;

/**
 * Waits for a condition, for a limited time.
 *
 * @param nanos when the time is up, on the clock of {@link System#nanoTime}
 */
public record Deadline(long nanos) {
  private static final long PAUSE_MILLIS = 500;

  /** Says what is still missing. */
  @FunctionalInterface
  public interface Missing {
    /** Returns what is still missing; empty if nothing is. */
    String look() throws Exception;
  }

  public static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /**
   * Returns the empty string as soon as nothing is missing any more, or what is still missing when
   * the time is up.
   */
  public String await(Missing missing) throws Exception {
    String last = missing.look();
    while (!last.isEmpty() && System.nanoTime() < nanos) {
      Thread.sleep(PAUSE_MILLIS);
      last = missing.look();
    }
    return last;
  }
}
