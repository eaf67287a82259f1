package io.tidemark.pipelines.anomaly;

import java.io.Serializable;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * How sliding windows overlap. Windows of one phase do not overlap, so that their values are
 * independent of each other apart from what changes in the world.
 *
 * @param size the length of a window
 * @param period the distance between the ends of two, at most {@code size}
 */
public record WindowSteps(Duration size, Duration period) implements Serializable {

  /**
   * More phases than these are not told apart: of windows of 15 minutes every second, one in 15
   * seconds is judged.
   */
  static final int MOST_PHASES = 60;

  public WindowSteps {
    if (period.getMillis() < 1 || size.isShorterThan(period)) {
      throw new IllegalArgumentException(
          "period is " + period + ": allowed are PT0.001S to the size, " + size);
    }
  }

  /** Returns the number of phases, which is that of judged windows in one length. */
  int phases() {
    return (int) ceilDiv(ceilDiv(size.getMillis(), period.getMillis()), stride());
  }

  /** Returns the phase of a window, from 0 to less than {@link #phases}; -1 if it is not judged. */
  int phase(Instant end) {
    long step = Math.floorDiv(end.getMillis(), period.getMillis());
    return Math.floorMod(step, stride()) == 0
        ? Math.floorMod(Math.floorDiv(step, stride()), phases())
        : -1;
  }

  private long stride() {
    return ceilDiv(ceilDiv(size.getMillis(), period.getMillis()), MOST_PHASES);
  }

  private static long ceilDiv(long dividend, long divisor) {
    return -Math.floorDiv(-dividend, divisor);
  }
}
