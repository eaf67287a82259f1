package io.tidemark.internal.operator;

import io.tidemark.internal.operator.WindowOperator.Schedule;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What one key holds: its slices, and for each stream the windows that fired or wait to. */
public final class SlicedState<A, O> {
  public long watermark = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();
  public final TimeMap<A> slices = new TimeMap<>();
  public final List<TimeMap<WindowPane<O>>> panes;

  /** Not stored: when something is due next; null where that is to be found out. */
  @Nullable Schedule schedule;

  /** Not stored: the slice that takes elements and needs nothing else; null where none is known. */
  @Nullable HotSlice<A> steady;

  /** Not stored: for each stream the slices all of whose windows wait to fire. */
  private final List<TimeMap<Boolean>> waiting;

  public SlicedState(int streams) {
    panes = new ArrayList<>(streams);
    waiting = new ArrayList<>(streams);
    for (int i = 0; i < streams; i++) {
      panes.add(new TimeMap<>());
      waiting.add(new TimeMap<>());
    }
  }

  /**
   * A slice {@code [start, end)} none of whose windows the watermark has passed, and all of whose
   * windows wait to fire already, however many elements they hold.
   */
  record HotSlice<A>(long start, long end, A accumulator) {

    boolean holds(long timestampMillis) {
      return timestampMillis >= start && timestampMillis < end;
    }
  }

  /** Notes that all windows of the slice wait; false if that was known. */
  boolean startsWaiting(int stream, long slice) {
    if (waits(stream, slice)) {
      return false;
    }
    waiting.get(stream).put(slice, true);
    return true;
  }

  /** Whether it is known that all windows of the slice wait. */
  boolean waits(int stream, long slice) {
    return waiting.get(stream).get(slice) != null;
  }

  /** Notes that the stream's window {@code [start, end)} has fired, and so waits no more. */
  void stopWaiting(int stream, long start, long end) {
    steady = null;
    waiting.get(stream).removeWithin(start, end);
  }
}
