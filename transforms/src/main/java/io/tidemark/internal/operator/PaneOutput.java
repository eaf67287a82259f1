package io.tidemark.internal.operator;

import io.tidemark.change.Revision;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;

/**
 * Where the windows of one key put what comes of its elements. {@code stream} numbers the
 * windowings that share the key's slices, from 0.
 */
public interface PaneOutput<V, O> {

  /** A version for the next change: greater than all before it. */
  long nextVersion();

  /** What a firing changes for one window. */
  void revise(int stream, Revision<O> revision);

  /** The element is in at least one window of the stream. */
  void aggregated(int stream);

  /** An element with the same identity was aggregated before, into a window that is still held. */
  void duplicate(int stream);

  /** In these streams every window that the element belongs to has expired. */
  void late(List<Integer> streams, V value, long timestampMillis, long watermarkMillis);

  /** The element is in the stream, but came too late for so many of its windows there. */
  void missed(int stream, long windowCount);

  /**
   * Emits {@code next} in the place of the window's current pane, if that would tell a reader
   * anything new; returns the pane that is current from now on.
   */
  default WindowPane<O> fire(
      int stream, WindowPane<O> pane, IntervalWindow window, O next, Timing timing) {
    return pane.isChangedBy(next, timing)
        ? replace(stream, pane, pane.replacedBy(next, timing), window)
        : pane.withNothingPending();
  }

  /**
   * Emits the window's current pane again: a {@code -U} of the value and a {@code +U} of the same
   * value with a newer version. A window that has emitted nothing emits nothing.
   */
  default WindowPane<O> reemit(int stream, WindowPane<O> pane, IntervalWindow window) {
    return pane.isEmitted() ? replace(stream, pane, pane, window) : pane;
  }

  private WindowPane<O> replace(
      int stream, WindowPane<O> emitted, WindowPane<O> next, IntervalWindow window) {
    Revision<O> revision = Retraction.replace(emitted, next, window, this::nextVersion);
    revise(stream, revision);
    return next.withVersion(revision.last().version());
  }

  /** Withdraws the window's current pane; nothing takes its place. */
  default void withdraw(int stream, WindowPane<O> pane, IntervalWindow window) {
    revise(stream, Retraction.delete(pane, window, this::nextVersion));
  }
}
