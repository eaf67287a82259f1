package io.tidemark.traffic.output;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Holds records back until they are due. A record whose event time is t after that of the first
 * record is due, in processing time, t divided by the speed after the first record.
 *
 * <p>A record with an earlier event time than the latest one is due at once. A jump of more than a
 * day ahead is taken for a wrong clock and not waited for.
 */
public final class Pacer {
  private static final long WRONG_CLOCK_MILLIS = 86_400_000L;

  private final double speed;
  private final LongSupplier nanoClock;
  private final LongConsumer sleepNanos;
  private boolean started;
  private long startNanos;
  private long startMillis;
  private long latestMillis;

  /** Creates a pacer that starts with the first record. */
  public Pacer(Speed speed) {
    this(speed, System::nanoTime, LockSupport::parkNanos);
  }

  Pacer(Speed speed, LongSupplier nanoClock, LongConsumer sleepNanos) {
    this.speed = speed.factor();
    this.nanoClock = nanoClock;
    this.sleepNanos = sleepNanos;
  }

  /**
   * Returns when a record of this event time, in milliseconds since the epoch, is due, or at once
   * if the thread is interrupted.
   */
  public void await(long timeMillis) {
    if (!started) {
      started = true;
      startNanos = nanoClock.getAsLong();
      startMillis = timeMillis;
      latestMillis = timeMillis;
    }
    if (timeMillis > latestMillis && timeMillis - latestMillis <= WRONG_CLOCK_MILLIS) {
      latestMillis = timeMillis;
    }
    long due = startNanos + (long) ((latestMillis - startMillis) * 1e6 / speed);
    long left = due - nanoClock.getAsLong();
    while (left > 0 && !Thread.currentThread().isInterrupted()) {
      sleepNanos.accept(left);
      left = due - nanoClock.getAsLong();
    }
  }
}
