package io.tidemark.changelog;

import java.util.List;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;

/**
 * Where the windows of one key put what comes of its elements. {@code stream} numbers the
 * windowings that share the key's slices, from 0.
 */
interface Outlet<V, O> {

  /** A changelog entry; retractions come before what replaces them. */
  void change(
      int stream, ChangeKind kind, O value, IntervalWindow window, Timing timing, long paneIndex);

  /** The element is in at least one window of the stream. */
  void aggregated(int stream);

  /** An element with the same identity was aggregated before, into a window that is still held. */
  void duplicate(int stream);

  /** In these streams every window that the element belongs to has expired. */
  void late(List<Integer> streams, V value, long timestampMillis, long watermarkMillis);

  /** The element is in the stream, but came too late for so many of its windows there. */
  void missed(int stream, long windowCount);

  /** Replaces the pane that stands by {@code next}, and says so if that changes anything. */
  default WindowPane<O> fire(
      int stream, WindowPane<O> pane, IntervalWindow window, O next, Timing timing) {
    if (!pane.isChangedBy(next, timing)) {
      return pane.settled();
    }
    WindowPane<O> fired = pane.replacedBy(next, timing);
    if (pane.stands()) {
      withdraw(stream, ChangeKind.UPDATE_BEFORE, pane, window);
      change(stream, ChangeKind.UPDATE_AFTER, next, window, timing, fired.index());
    } else {
      change(stream, ChangeKind.INSERT, next, window, timing, fired.index());
    }
    return fired;
  }

  /** Says once more what stands: to those that have heard of it otherwise from a lost attempt. */
  default void restate(int stream, WindowPane<O> pane, IntervalWindow window) {
    if (pane.stands()) {
      withdraw(stream, ChangeKind.UPDATE_BEFORE, pane, window);
      change(stream, ChangeKind.UPDATE_AFTER, pane.value(), window, pane.timing(), pane.index());
    }
  }

  /** Retracts the pane that stands. */
  default void withdraw(int stream, ChangeKind kind, WindowPane<O> pane, IntervalWindow window) {
    change(stream, kind, pane.value(), window, pane.timing(), pane.index());
  }
}
