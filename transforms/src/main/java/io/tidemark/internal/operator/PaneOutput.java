package io.tidemark.internal.operator;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeKind;
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

  /** Replaces the pane that stands by {@code next}, and says so if that changes anything. */
  default WindowPane<O> fire(
      int stream, WindowPane<O> pane, IntervalWindow window, O next, Timing timing) {
    return pane.isChangedBy(next, timing)
        ? replace(stream, pane, pane.replacedBy(next, timing), window)
        : pane.withNothingPending();
  }

  /** Says once more what stands: to those that have heard of it otherwise from a lost attempt. */
  default WindowPane<O> reemit(int stream, WindowPane<O> pane, IntervalWindow window) {
    return pane.stands() ? replace(stream, pane, pane, window) : pane;
  }

  private WindowPane<O> replace(
      int stream, WindowPane<O> stood, WindowPane<O> next, IntervalWindow window) {
    boolean updates = stood.stands();
    Change<O> withdrawn =
        updates ? stood.asChange(ChangeKind.UPDATE_BEFORE, window, nextVersion()) : null;
    ChangeKind kind = updates ? ChangeKind.UPDATE_AFTER : ChangeKind.INSERT;
    WindowPane<O> stands = next.withVersion(nextVersion());
    Change<O> stated = stands.asChange(kind, window, stands.version());
    revise(stream, new Revision<>(withdrawn, stated, stood.version()));
    return stands;
  }

  /** Retracts the pane that stands; nothing takes its place. */
  default void withdraw(int stream, WindowPane<O> pane, IntervalWindow window) {
    Change<O> withdrawn = pane.asChange(ChangeKind.DELETE, window, nextVersion());
    revise(stream, new Revision<>(withdrawn, null, pane.version()));
  }
}
