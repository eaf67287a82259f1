package io.tidemark.cli.terminal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.checkerframework.checker.nullness.qual.Nullable;
import sun.misc.Signal;

/**
 * Takes Ctrl-C and SIGTERM as a request to end in order. A second one ends the process at once; the
 * embedded servers then end by themselves.
 */
public final class Interrupts {
  private static final int ENDED_BY_INTERRUPT = 130;

  private final CountDownLatch asked = new CountDownLatch(1);
  private volatile @Nullable CountDownLatch next;

  /** Creates an instance that receives no signal, so that nobody asks to end. */
  public Interrupts() {}

  /**
   * Returns an instance that receives the signals, which from now on do not end the process by
   * themselves.
   */
  public static Interrupts listen() {
    Interrupts interrupts = new Interrupts();
    for (String signal : new String[] {"INT", "TERM"}) {
      Signal.handle(new Signal(signal), s -> interrupts.onSignal());
    }
    return interrupts;
  }

  private void onSignal() {
    CountDownLatch awaited = next;
    if (awaited != null && awaited.getCount() > 0) {
      awaited.countDown();
      return;
    }
    if (asked()) {
      Runtime.getRuntime().halt(ENDED_BY_INTERRUPT);
    }
    asked.countDown();
  }

  /** Returns whether the user has asked to end. */
  public boolean asked() {
    return asked.getCount() == 0;
  }

  /**
   * Waits until the user asks to end from now on: a signal that came before does not count, and the
   * one that does ends the wait and not the process.
   */
  public void awaitNext() {
    CountDownLatch awaited = new CountDownLatch(1);
    next = awaited;
    try {
      awaited.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for this duration and returns false; returns true earlier if the user asks to end. */
  public boolean await(Duration duration) {
    try {
      return asked.await(duration.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
