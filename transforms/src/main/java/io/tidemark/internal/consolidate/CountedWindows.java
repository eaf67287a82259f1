package io.tidemark.internal.consolidate;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeKind;
import io.tidemark.internal.operator.WindowOperator;
import io.tidemark.internal.panes.StandingPanes;
import java.math.BigDecimal;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/**
 * What each window of one key counts for in a sum, whatever the order in which its changes arrive:
 * the newest change says.
 *
 * <p>A {@code -U} is held back until its {@code +U} is there, so that no total in between is short
 * of the window. A retraction says what stood, so a window that expired and was forgotten is known
 * again as soon as it changes.
 */
public final class CountedWindows {

  /**
   * What is known of a window.
   *
   * @param version of the newest change
   * @param amount what the window counts for
   * @param awaitsUpdate whether the newest was a {@code -U}: its {@code +U} is on its way
   */
  public record Counted(long version, BigDecimal amount, boolean awaitsUpdate) {}

  public final TreeMap<IntervalWindow, Counted> windows = new TreeMap<>(StandingPanes.BY_END);

  /**
   * What the change adds to the sum; zero if it is older than what is known.
   *
   * @param amount of the change's value
   * @param expired whether the window may have been counted and forgotten
   */
  public BigDecimal add(Change<?> change, BigDecimal amount, boolean expired) {
    Counted counted = windows.get(change.window());
    if (counted == null) {
      boolean stood = expired && change.isRetraction();
      counted = new Counted(Long.MIN_VALUE, stood ? amount : BigDecimal.ZERO, false);
    }
    if (change.version() <= counted.version()) {
      return BigDecimal.ZERO;
    }
    BigDecimal now =
        switch (change.kind()) {
          case INSERT, UPDATE_AFTER -> amount;
          case UPDATE_BEFORE -> counted.amount();
          case DELETE -> BigDecimal.ZERO;
        };
    windows.put(
        change.window(),
        new Counted(change.version(), now, change.kind() == ChangeKind.UPDATE_BEFORE));
    return now.subtract(counted.amount());
  }

  /** Forgets the windows that ended more than {@code lateness} before the watermark. */
  public void forget(long watermark, long lateness) {
    windows
        .entrySet()
        .removeIf(
            window ->
                !window.getValue().awaitsUpdate()
                    && isExpired(window.getKey(), watermark, lateness));
  }

  /** The watermark must exceed this for the next window to be forgotten; NEVER if none will be. */
  public long nextExpiry(long watermark, long lateness) {
    return windows.keySet().stream()
        .filter(window -> !isExpired(window, watermark, lateness))
        .mapToLong(window -> window.maxTimestamp().getMillis() + lateness)
        .min()
        .orElse(WindowOperator.NEVER);
  }

  public static boolean isExpired(IntervalWindow window, long watermark, long lateness) {
    return window.maxTimestamp().getMillis() + lateness < watermark;
  }
}
