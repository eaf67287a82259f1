package io.tidemark.internal.consolidate;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeKind;
import io.tidemark.internal.operator.WindowOperator;
import io.tidemark.internal.panes.StandingPanes;
import java.math.BigDecimal;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/**
 * The amount that each window of one key contributes to a sum. It is determined by the newest
 * change of the window, in whatever order its changes arrive.
 *
 * <p>A {@code -U} leaves the amount as it is until the {@code +U} arrives, so that no total in
 * between lacks the window. Windows are forgotten when they have expired. If a retraction arrives
 * later, its own value is what the forgotten window contributed.
 */
public final class CountedWindows {

  /**
   * What is kept of a window.
   *
   * @param version the version of the newest change
   * @param amount what the window contributes to the sum
   * @param awaitsUpdate whether the newest change is a {@code -U}, whose {@code +U} will follow
   */
  public record Counted(long version, BigDecimal amount, boolean awaitsUpdate) {}

  /** The windows that are kept, by end. */
  public final TreeMap<IntervalWindow, Counted> windows = new TreeMap<>(StandingPanes.BY_END);

  /**
   * Applies a change, and returns what it adds to the sum. A change that is no newer than the last
   * of its window adds zero.
   *
   * @param amount the amount of the change's value
   * @param expired whether the window has expired, so that it may have been counted and forgotten
   */
  public BigDecimal add(Change<?> change, BigDecimal amount, boolean expired) {
    Counted counted = windows.get(change.window());
    if (counted == null) {
      boolean wasCounted = expired && change.isRetraction();
      counted = new Counted(Long.MIN_VALUE, wasCounted ? amount : BigDecimal.ZERO, false);
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

  /** Forgets the windows that have expired, except those whose {@code +U} has yet to arrive. */
  public void forget(long watermark, long lateness) {
    windows
        .entrySet()
        .removeIf(
            window ->
                !window.getValue().awaitsUpdate()
                    && isExpired(window.getKey(), watermark, lateness));
  }

  /**
   * The watermark must exceed this for the next window to expire; {@link WindowOperator#NEVER} if
   * none will. Windows that have expired and await an update are not counted, for no timer is
   * needed: the update itself removes them.
   */
  public long nextExpiry(long watermark, long lateness) {
    return windows.keySet().stream()
        .filter(window -> !isExpired(window, watermark, lateness))
        .mapToLong(window -> window.maxTimestamp().getMillis() + lateness)
        .min()
        .orElse(WindowOperator.NEVER);
  }

  /** Whether the watermark has passed the end of a window by {@code lateness} milliseconds. */
  public static boolean isExpired(IntervalWindow window, long watermark, long lateness) {
    return window.maxTimestamp().getMillis() + lateness < watermark;
  }
}
