package io.tidemark.internal.operator;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeKind;
import io.tidemark.internal.panes.StandingPanes;
import java.util.Objects;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What is known of one window of one key: the pane that stands, if any, and the elements that wait
 * for the next. Immutable: state that a runner may be writing to a checkpoint is never touched.
 *
 * @param value what stands; null before the first pane
 * @param timing of the pane that stands; null before the first
 * @param index of the pane that stands; -1 before the first
 * @param version of the change that stated the pane that stands; 0 before the first, and where
 *     {@link StandingPanes} emits changes one by one
 * @param waiting elements since the last firing
 * @param waitingSince processing time of the first of them, in milliseconds
 */
public record WindowPane<O>(
    @Nullable O value,
    @Nullable Timing timing,
    long index,
    long version,
    long waiting,
    long waitingSince) {

  public static <O> WindowPane<O> empty() {
    return new WindowPane<>(null, null, -1, 0, 0, 0);
  }

  /** Whether the window has emitted a pane. */
  public boolean isEmitted() {
    return timing != null;
  }

  /** One more element waits. */
  WindowPane<O> plusElement(long now) {
    return new WindowPane<>(
        value, timing, index, version, waiting + 1, waiting == 0 ? now : waitingSince);
  }

  /** The elements that wait in {@code other}, too. */
  WindowPane<O> waitingWith(WindowPane<O> other) {
    if (other.waiting == 0) {
      return this;
    }
    long since = waiting == 0 ? other.waitingSince : Math.min(waitingSince, other.waitingSince);
    return new WindowPane<>(value, timing, index, version, waiting + other.waiting, since);
  }

  /** Nothing waits any more: it was fired, and changed nothing. */
  WindowPane<O> withNothingPending() {
    return new WindowPane<>(value, timing, index, version, 0, 0);
  }

  /** The pane that {@code next} makes; to be given the version of the change that states it. */
  WindowPane<O> replacedBy(O next, Timing nextTiming) {
    return new WindowPane<>(next, nextTiming, index + 1, 0, 0, 0);
  }

  /** The same, stated by the change of this version. */
  WindowPane<O> withVersion(long version) {
    return new WindowPane<>(value, timing, index, version, waiting, waitingSince);
  }

  /** What stands, as a change to {@code window}. */
  public Change<O> asChange(ChangeKind kind, IntervalWindow window, long version) {
    return new Change<>(kind, value, window, timing, index, version);
  }

  /** Whether firing {@code next} would tell the world anything that it does not know. */
  public boolean isChangedBy(O next, Timing nextTiming) {
    boolean nowOnTime = nextTiming == Timing.ON_TIME && timing == Timing.EARLY;
    return !isEmitted() || nowOnTime || !Objects.equals(value, next);
  }
}
