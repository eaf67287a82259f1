package io.tidemark.cli.terminal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;

/**
 * Ctrl-C and SIGTERM as a wish to end in order. The second Ctrl-C ends at once (the servers end
 * themselves).
 */
public final class Interrupts {
  private static final int ENDED_BY_INTERRUPT = 130;

  private final CountDownLatch asked = new CountDownLatch(1);

  /** Hears no signal: nobody asks to end. */
  public Interrupts() {}

  /** From now on the signals no longer end the process by themselves. */
  public static Interrupts listen() {
    Interrupts interrupts = new Interrupts();
    for (String signal : new String[] {"INT", "TERM"}) {
      Signal.handle(new Signal(signal), s -> interrupts.received());
    }
    return interrupts;
  }

  private void received() {
    if (asked()) {
      Runtime.getRuntime().halt(ENDED_BY_INTERRUPT);
    }
    asked.countDown();
  }

  public boolean asked() {
    return asked.getCount() == 0;
  }

  /** Waits; returns early, and true, when the user asks to end. */
  public boolean await(Duration duration) {
    try {
      return asked.await(duration.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
