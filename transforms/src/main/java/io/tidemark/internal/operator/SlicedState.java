package io.tidemark.internal.operator;

import io.tidemark.internal.operator.WindowOperator.Schedule;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The state of the fixed and sliding windows of one key: its slices, and for each windowing the
 * panes of the windows that have emitted one or have elements pending.
 */
public final class SlicedState<A, O> {

  /** The watermark of the last {@link WindowOperator#advance}, in milliseconds. */
  public long watermark = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();

  /** The watermark of {@link WindowOperator#settle}, in milliseconds. Not stored. */
  long settled = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();

  /** The accumulators of the slices that hold elements, by the start of the slice. */
  public final TimeMap<A> slices = new TimeMap<>();

  /** For each windowing its panes, by the start of the window. */
  public final List<TimeMap<WindowPane<O>>> panes;

  /** When something is due next; null if it must be computed. Not stored. */
  @Nullable Schedule schedule;

  /** The slice that the last element was added to, if it is a hot one; else null. Not stored. */
  @Nullable HotSlice<A> hotSlice;

  /**
   * For each windowing the slices whose windows need not know of another element: elements are
   * pending in all of them, or they fire on time only. Not stored.
   */
  private final List<TimeMap<Boolean>> pending;

  /** The state of a key that was never seen, with this number of windowings. */
  public SlicedState(int windowings) {
    panes = new ArrayList<>(windowings);
    pending = new ArrayList<>(windowings);
    for (int i = 0; i < windowings; i++) {
      panes.add(new TimeMap<>());
      pending.add(new TimeMap<>());
    }
  }

  /** A window whose expiry is before this takes no more elements. */
  long expiredBefore() {
    return Math.max(watermark, settled);
  }

  /**
   * A slice {@code [start, end)} whose windows the watermark has not passed, and which need not
   * know of another element. One that falls into the slice only has to be added to the accumulator.
   */
  record HotSlice<A>(long start, long end, A accumulator) {

    boolean holds(long timestampMillis) {
      return timestampMillis >= start && timestampMillis < end;
    }
  }

  /**
   * Notes that the windows of a slice need not know of another element until one of them fires.
   *
   * @return false if that was noted before
   */
  boolean addPending(int windowing, long slice) {
    if (isPending(windowing, slice)) {
      return false;
    }
    pending.get(windowing).put(slice, true);
    return true;
  }

  /** Whether it was noted that the windows of a slice need not know of another element. */
  boolean isPending(int windowing, long slice) {
    return pending.get(windowing).get(slice) != null;
  }

  /** Notes that a window {@code [start, end)} has fired, and must know of the next element. */
  void removePending(int windowing, long start, long end) {
    hotSlice = null;
    pending.get(windowing).removeWithin(start, end);
  }
}
