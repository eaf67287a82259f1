package io.tidemark.internal.panes;

import io.tidemark.change.Revision;
import io.tidemark.internal.operator.Retraction;
import io.tidemark.internal.operator.WindowOperator;
import io.tidemark.internal.operator.WindowPane;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;

/**
 * The current panes of one key, as a state machine that does not depend on Beam's state. Panes go
 * in, in any order and any number of times, and changes come out.
 *
 * <ul>
 *   <li>A pane is ignored if its index is not greater than all before it of its window. It is a
 *       duplicate, an older pane, or the empty second pane that some runners emit when a window
 *       expires.
 *   <li>If windows merge, a pane withdraws the current panes of all windows within its own, since
 *       those have been merged into it. It is ignored if its own window lies within one that has
 *       fired.
 * </ul>
 */
public final class StandingPanes<V> {

  /** The order of windows by their end, and by their start if they end together. */
  public static final Comparator<IntervalWindow> BY_END =
      Comparator.comparing(IntervalWindow::end).thenComparing(IntervalWindow::start);

  /**
   * A window that has fired.
   *
   * @param pane the current pane; its index is that of the runner's pane
   * @param seen the highest index that has fired, also of a pane that changed nothing
   */
  public record Fired<V>(WindowPane<V> pane, long seen) {}

  /** The windows that have a current pane. */
  public final TreeMap<IntervalWindow, Fired<V>> windows = new TreeMap<>(BY_END);

  /** The version that was drawn last; 0 before the first. */
  public long lastVersion;

  /** The greatest watermark at which windows were looked through for expired ones. */
  public long passed = Long.MIN_VALUE;

  /**
   * Draws a version greater than all before it. It is the current time, in microseconds, unless the
   * last version is not less than that: the clock may have jumped back.
   */
  public long nextVersion(long nowMicros) {
    lastVersion = Math.max(lastVersion + 1, nowMicros);
    return lastVersion;
  }

  /**
   * Takes one pane, and outputs what it changes.
   *
   * @param merging whether windows merge
   * @param versions draws the version of each change, greater than the one before
   * @param out receives the revisions, those of absorbed windows first
   * @return false if the pane was ignored
   */
  public boolean fire(
      IntervalWindow window,
      V value,
      Timing timing,
      long index,
      boolean merging,
      LongSupplier versions,
      Consumer<Revision<V>> out) {
    Fired<V> fired = windows.get(window);
    if ((fired != null && index <= fired.seen()) || (merging && isAbsorbed(window))) {
      return false;
    }
    if (merging) {
      withdrawWithin(window, versions, out);
    }
    WindowPane<V> emitted = fired == null ? WindowPane.empty() : fired.pane();
    if (emitted.isChangedBy(value, timing)) {
      WindowPane<V> next = new WindowPane<>(value, timing, index, 0, 0, 0);
      out.accept(Retraction.replace(emitted, next, window, versions));
      emitted = next;
    }
    windows.put(window, new Fired<>(emitted, index));
    return true;
  }

  /** Whether a larger window, into which this one was merged, has fired. */
  private boolean isAbsorbed(IntervalWindow window) {
    return windows.keySet().stream().anyMatch(other -> isWithin(window, other));
  }

  private void withdrawWithin(
      IntervalWindow window, LongSupplier versions, Consumer<Revision<V>> out) {
    List<IntervalWindow> absorbed =
        windows.keySet().stream().filter(other -> isWithin(other, window)).toList();
    for (IntervalWindow other : absorbed) {
      out.accept(Retraction.delete(windows.remove(other).pane(), other, versions));
    }
  }

  private static boolean isWithin(IntervalWindow inner, IntervalWindow outer) {
    return outer.contains(inner) && !outer.equals(inner);
  }

  /**
   * Forgets the windows that can neither fire nor be absorbed any more: those that had expired at
   * an earlier watermark than this one. At the first watermark that passes its expiry a window may
   * have one more pane. Nothing holds the watermark back for the pane that closes a window, so a
   * runner may make the watermark known before that pane, but moves on only after it.
   */
  public void forget(PaneRetention retention, long watermark) {
    windows.keySet().removeIf(window -> retention.expiry(window) < passed);
    passed = watermark;
  }

  /**
   * The least watermark at which {@link #forget} must be called next; {@link WindowOperator#NEVER}
   * if no window is left.
   */
  public long nextExpiry(PaneRetention retention) {
    long expiry =
        windows.keySet().stream().mapToLong(retention::expiry).min().orElse(WindowOperator.NEVER);
    return expiry == WindowOperator.NEVER ? expiry : Math.max(expiry, passed) + 1;
  }

  public boolean isEmpty() {
    return windows.isEmpty();
  }
}
