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
 * What stands of the panes of one key, as a state machine without Beam in it: panes go in, in any
 * order and any number of times; changes come out.
 *
 * <ul>
 *   <li>Of one window, a pane whose index is not above the highest seen is ignored: a duplicate, an
 *       older one, or the empty second pane that some runners emit when a window expires.
 *   <li>Of merging windows, a pane withdraws all that stands for windows within its own, since
 *       those were merged into it; and it is ignored if its own window lies within one that fired.
 * </ul>
 */
public final class StandingPanes<V> {

  /** By end, then start. */
  public static final Comparator<IntervalWindow> BY_END =
      Comparator.comparing(IntervalWindow::end).thenComparing(IntervalWindow::start);

  /**
   * A window that fired.
   *
   * @param pane what stands; its index is that of the runner's pane
   * @param seen highest index that fired, which may have changed nothing
   */
  public record Fired<V>(WindowPane<V> pane, long seen) {}

  public final TreeMap<IntervalWindow, Fired<V>> windows = new TreeMap<>(BY_END);
  public long lastVersion;

  /** A version greater than every one before it, of this attempt and of those before a crash. */
  public long nextVersion(long nowMicros) {
    lastVersion = Math.max(lastVersion + 1, nowMicros);
    return lastVersion;
  }

  /**
   * Takes one pane, and gives what it changes to {@code out}.
   *
   * @param versions the versions of the changes, each greater than the one before
   * @return whether the pane was new: not a duplicate, nor one of the past
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

  /** Forgets the windows that can fire no more. */
  public void forget(PaneRetention retention, long watermark) {
    windows.keySet().removeIf(window -> retention.expiry(window) < watermark);
  }

  /** The watermark must exceed this for the next window to be forgotten; NEVER if none is held. */
  public long nextExpiry(PaneRetention retention) {
    return windows.keySet().stream()
        .mapToLong(retention::expiry)
        .min()
        .orElse(WindowOperator.NEVER);
  }

  public boolean isEmpty() {
    return windows.isEmpty();
  }
}
