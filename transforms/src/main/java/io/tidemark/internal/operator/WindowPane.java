package io.tidemark.internal.operator;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeKind;
import io.tidemark.internal.panes.StandingPanes;
import java.util.Objects;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The current pane of one window of one key, if it has emitted one, and the number of pending
 * elements, which are in no pane yet. It is immutable, because a runner may be writing it to a
 * checkpoint.
 *
 * @param value the value that was emitted last; null before the first pane
 * @param timing the timing of the current pane; null before the first pane
 * @param index the index of the current pane; -1 before the first pane
 * @param version the version of the change that emitted the current pane; 0 before the first pane,
 *     and in {@link StandingPanes}, which emit changes one by one
 * @param pending the number of elements since the last firing
 * @param pendingSince the processing time of the first of them, in milliseconds since the epoch; of
 *     no meaning if there are none
 */
public record WindowPane<O>(
    @Nullable O value,
    @Nullable Timing timing,
    long index,
    long version,
    long pending,
    long pendingSince) {

  /** The pane of a window that has emitted nothing and has no elements. */
  public static <O> WindowPane<O> empty() {
    return new WindowPane<>(null, null, -1, 0, 0, 0);
  }

  /** Whether the window has emitted a pane. */
  public boolean isEmitted() {
    return timing != null;
  }

  /** Adds a pending element, which arrives at processing time {@code now}. */
  WindowPane<O> plusElement(long now) {
    return new WindowPane<>(
        value, timing, index, version, pending + 1, pending == 0 ? now : pendingSince);
  }

  /** Adds the pending elements of another pane, whose window is merged into this one. */
  WindowPane<O> pendingWith(WindowPane<O> other) {
    if (other.pending == 0) {
      return this;
    }
    long since = pending == 0 ? other.pendingSince : Math.min(pendingSince, other.pendingSince);
    return new WindowPane<>(value, timing, index, version, pending + other.pending, since);
  }

  /** The same pane after a firing that changed nothing: no elements are pending any more. */
  WindowPane<O> withNothingPending() {
    return new WindowPane<>(value, timing, index, version, 0, 0);
  }

  /** The next pane of the window; its version is set when it has been emitted. */
  WindowPane<O> replacedBy(O next, Timing nextTiming) {
    return new WindowPane<>(next, nextTiming, index + 1, 0, 0, 0);
  }

  /** The same pane, emitted by the change with this version. */
  WindowPane<O> withVersion(long version) {
    return new WindowPane<>(value, timing, index, version, pending, pendingSince);
  }

  /** The current value, as a change of {@code window}. */
  public Change<O> asChange(ChangeKind kind, IntervalWindow window, long version) {
    return new Change<>(kind, value, window, timing, index, version);
  }

  /**
   * Whether a pane with the value {@code next} has to be emitted: it is the first of its window,
   * the value differs, or the window was EARLY and is now ON_TIME.
   */
  public boolean isChangedBy(O next, Timing nextTiming) {
    boolean nowOnTime = nextTiming == Timing.ON_TIME && timing == Timing.EARLY;
    return !isEmitted() || nowOnTime || !Objects.equals(value, next);
  }
}
