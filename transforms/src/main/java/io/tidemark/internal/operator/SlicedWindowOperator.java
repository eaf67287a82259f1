package io.tidemark.internal.operator;

import io.tidemark.aggregate.WindowedCombine;
import io.tidemark.firing.Cadence;
import io.tidemark.firing.Firing;
import io.tidemark.internal.operator.SlicedState.HotSlice;
import io.tidemark.windowing.AlignedWindows;
import io.tidemark.windowing.Slices;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * The fixed and sliding windows of one key, in one or more windowings, assembled from shared slices
 * ({@link Slices}).
 *
 * <p>An element is aggregated once, into its slice. A window that fires merges the slices that it
 * consists of. An element is droppably late in a windowing if all windows that contain its slice
 * have expired. If only some have, they do not change, and the others take it.
 *
 * <p><b>State.</b> An accumulator for each slice, until the last window that contains it has
 * expired; and the last pane of each window, until that window has expired. Elements that are in no
 * pane by then are emitted in a last, late one.
 *
 * <p><b>Cost.</b> One {@code add} for each element. A firing merges at most the slices that its
 * window consists of, and fewer if several windows fire together ({@link TwoStacksMerger}).
 * Elements are counted for each of their windows only where the cadence of the windowing needs it,
 * and for windows that the watermark has passed.
 */
public final class SlicedWindowOperator<V, A, O>
    implements WindowOperator<V, SlicedState<A, O>, O> {

  /** Windows over the slices, and when they fire. */
  public record Windowing(AlignedWindows windows, Firing firing) implements Serializable {

    /** The watermark must exceed this for the window that starts at {@code start} to expire. */
    long expiry(long start) {
      return start + windows.size() - 1 + firing.allowedLatenessMillis();
    }
  }

  private final WindowedCombine<V, A, O> combine;
  private final List<Windowing> windowings;
  private final Slices slices;

  /**
   * The windows of several windowings, over the slices that all of them share.
   *
   * @param windowings at least one; {@link PaneOutput} refers to them by their index
   */
  public SlicedWindowOperator(WindowedCombine<V, A, O> combine, List<Windowing> windowings) {
    this.combine = combine;
    this.windowings = List.copyOf(windowings);
    this.slices = Slices.sharedBy(windowings.stream().map(Windowing::windows).toList());
  }

  @Override
  public SlicedState<A, O> create() {
    return new SlicedState<>(windowings.size());
  }

  @Override
  public Coder<SlicedState<A, O>> stateCoder() {
    return new SlicedStateCoder<>(
        windowings.size(), combine.accumulatorCoder(), combine.outputCoder());
  }

  @Override
  public void advance(SlicedState<A, O> state, long watermark, PaneOutput<V, O> out) {
    // Most elements make nothing due: then there is no need to look at the windows.
    if (state.schedule != null && !state.schedule.isPassedBy(watermark)) {
      state.watermark = Math.max(state.watermark, watermark);
    }
    if (watermark <= state.watermark) {
      return;
    }
    state.schedule = null;
    for (int i = 0; i < windowings.size(); i++) {
      fireOnTime(state, i, watermark, out);
    }
    state.watermark = watermark;
    for (int i = 0; i < windowings.size(); i++) {
      expirePanes(state, i, out);
    }
    expireSlices(state);
  }

  @Override
  public void settle(SlicedState<A, O> state, long watermark) {
    state.settled = watermark;
  }

  /**
   * Fires each window that holds elements and whose end lies in {@code (state.watermark,
   * watermark]}, in the order of time.
   */
  private void fireOnTime(
      SlicedState<A, O> state, int windowing, long watermark, PaneOutput<V, O> out) {
    AlignedWindows windows = windowings.get(windowing).windows();
    TwoStacksMerger<A> merger = merger(state);
    long start = Long.MIN_VALUE;
    for (int i = 0; i < state.slices.size(); i++) {
      long slice = state.slices.time(i);
      // The windows of this slice that have not fired on time, without those of the slices before.
      long first = windows.firstStart(Math.max(slice, state.watermark));
      long last = Math.min(windows.lastStart(slice), windows.lastStart(watermark - windows.size()));
      start = Math.max(start, Math.max(first, firstUnsettled(state, windowing)));
      for (; start <= last; start += windows.period()) {
        fire(state, windowing, start, Timing.ON_TIME, merger, out);
      }
    }
  }

  /** The start of the first window that had not expired at {@link #settle}. */
  private long firstUnsettled(SlicedState<A, O> state, int windowing) {
    AlignedWindows windows = windowings.get(windowing).windows();
    return windows.firstStart(
        state.settled - windowings.get(windowing).firing().allowedLatenessMillis());
  }

  /** Removes the panes of expired windows, after emitting those that have elements pending. */
  private void expirePanes(SlicedState<A, O> state, int windowing, PaneOutput<V, O> out) {
    TwoStacksMerger<A> merger = merger(state);
    TimeMap<WindowPane<O>> panes = state.panes.get(windowing);
    while (!panes.isEmpty() && windowings.get(windowing).expiry(panes.time(0)) < state.watermark) {
      if (panes.value(0).pending() > 0) {
        emit(windowing, panes.time(0), panes.value(0), Timing.LATE, merger, out);
      }
      panes.removeFirst();
    }
  }

  /** Removes the slices that no live window contains. */
  private void expireSlices(SlicedState<A, O> state) {
    while (!state.slices.isEmpty() && sliceExpiry(state.slices.time(0)) < state.watermark) {
      state.slices.removeFirst();
    }
  }

  /** The watermark must exceed this for the last window that contains the slice to expire. */
  private long sliceExpiry(long slice) {
    long expiry = Long.MIN_VALUE;
    for (Windowing windowing : windowings) {
      expiry = Math.max(expiry, windowing.expiry(windowing.windows().lastStart(slice)));
    }
    return expiry;
  }

  @Override
  public boolean takesAllFrom(SlicedState<A, O> state, long timestampMillis) {
    long slice = slices.start(timestampMillis);
    for (Windowing windowing : windowings) {
      if (windowing.expiry(windowing.windows().firstStart(slice)) < state.expiredBefore()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void add(SlicedState<A, O> state, Arrival<V> element, long now, PaneOutput<V, O> out) {
    HotSlice<A> hotSlice = state.hotSlice;
    if (hotSlice == null || !hotSlice.holds(element.timestampMillis()) || element.critical()) {
      addAnywhere(state, element, now, out);
      state.hotSlice = hotSliceAt(state, element.timestampMillis());
    } else if (element.duplicate()) {
      for (int i = 0; i < windowings.size(); i++) {
        out.duplicate(i);
      }
    } else {
      for (int i = 0; i < windowings.size(); i++) {
        out.aggregated(i);
      }
      addToHotSlice(state, hotSlice, element, now, out);
    }
  }

  /** The slice of an element that was just added, if it is hot; else null. */
  private @Nullable HotSlice<A> hotSliceAt(SlicedState<A, O> state, long timestampMillis) {
    long slice = slices.start(timestampMillis);
    A accumulator = state.slices.get(slice);
    if (accumulator == null || !takesAllFrom(state, timestampMillis)) {
      return null;
    }
    for (int i = 0; i < windowings.size(); i++) {
      if (!isOpen(state, i, slice) || !state.isPending(i, slice)) {
        return null;
      }
    }
    return new HotSlice<>(slice, slices.end(slice), accumulator);
  }

  /**
   * Adds an element to the hot slice. Only a critical aggregate has to look at the windows. An
   * accumulator that is replaced rather than changed must be stored again.
   */
  private void addToHotSlice(
      SlicedState<A, O> state,
      HotSlice<A> hotSlice,
      Arrival<V> element,
      long now,
      PaneOutput<V, O> out) {
    A accumulator = combine.add(hotSlice.accumulator(), element.value(), element.timestampMillis());
    if (accumulator != hotSlice.accumulator()) {
      state.slices.put(hotSlice.start(), accumulator);
      state.hotSlice = new HotSlice<>(hotSlice.start(), hotSlice.end(), accumulator);
    }
    if (combine.isCritical(accumulator, element.value())) {
      touchWindowings(state, hotSlice.start(), true, now, out);
    }
  }

  /** Adds an element to any slice, for which each windowing has to be looked at. */
  private void addAnywhere(
      SlicedState<A, O> state, Arrival<V> element, long now, PaneOutput<V, O> out) {
    long slice = slices.start(element.timestampMillis());
    List<Integer> late = new ArrayList<>(0);
    boolean live = false;
    for (int i = 0; i < windowings.size(); i++) {
      Windowing windowing = windowings.get(i);
      if (windowing.expiry(windowing.windows().lastStart(slice)) < state.expiredBefore()) {
        late.add(i);
      } else if (element.duplicate()) {
        out.duplicate(i);
      } else {
        out.aggregated(i);
        if (!isOpen(state, i, slice)) {
          out.acceptedLate(i);
        }
        countMissed(state, i, slice, out);
        live = true;
      }
    }
    if (!late.isEmpty()) {
      out.late(late, element.value(), element.timestampMillis(), state.expiredBefore());
    }
    if (live) {
      A before = state.slices.get(slice);
      if (before == null) {
        state.schedule = null;
      }
      A accumulator =
          combine.add(
              before == null ? combine.create() : before,
              element.value(),
              element.timestampMillis());
      state.slices.put(slice, accumulator);
      boolean critical = element.critical() || combine.isCritical(accumulator, element.value());
      touchWindowings(state, slice, critical, now, out);
    }
  }

  /** Notifies the windows of a slice, in all windowings, of an element that was added to it. */
  private void touchWindowings(
      SlicedState<A, O> state, long slice, boolean critical, long now, PaneOutput<V, O> out) {
    for (int i = 0; i < windowings.size(); i++) {
      boolean atOnce = critical && windowings.get(i).firing().firesOnCritical();
      touchWindows(state, i, slice, atOnce, now, out);
    }
  }

  /** Reports how many of the windows of the slice have expired, if any have. */
  private void countMissed(SlicedState<A, O> state, int i, long slice, PaneOutput<V, O> out) {
    Windowing windowing = windowings.get(i);
    AlignedWindows windows = windowing.windows();
    long first = windows.firstStart(slice);
    if (windowing.expiry(first) < state.watermark) {
      // The first window that has not expired.
      long open = windows.firstStart(state.watermark - windowing.firing().allowedLatenessMillis());
      out.missed(i, (open - first) / windows.period());
    }
  }

  /**
   * Counts an element as pending in the live windows of its slice, and fires those that it makes
   * due. Windows for which the count makes no difference are left out.
   */
  private void touchWindows(
      SlicedState<A, O> state,
      int i,
      long slice,
      boolean critical,
      long now,
      PaneOutput<V, O> out) {
    Windowing windowing = windowings.get(i);
    AlignedWindows windows = windowing.windows();
    long first = windows.firstStart(slice);
    long last = windows.lastStart(slice);
    if (isOpen(state, i, slice) && !critical && !windowing.firing().early().countsElements()) {
      if (!state.addPending(i, slice)) {
        return; // The windows of the slice need not know of another element.
      }
    }
    if (!critical && windowing.firing().early().isNever()) {
      // Without early panes only windows that the watermark has passed can fire by their cadence.
      last = Math.min(last, windows.lastStart(state.watermark - windows.size()));
    }
    TwoStacksMerger<A> merger = merger(state);
    for (long start = first; start <= last; start += windows.period()) {
      if (windowing.expiry(start) >= state.expiredBefore()) {
        touch(state, i, start, critical, now, merger, out);
      }
    }
  }

  /** Whether the watermark has not passed the end of any window of the slice. */
  private boolean isOpen(SlicedState<A, O> state, int windowing, long slice) {
    AlignedWindows windows = windowings.get(windowing).windows();
    return windows.firstStart(slice) + windows.size() > state.watermark;
  }

  /**
   * Counts an element as pending in one window, and fires the window if the element makes it due.
   */
  private void touch(
      SlicedState<A, O> state,
      int i,
      long start,
      boolean critical,
      long now,
      TwoStacksMerger<A> merger,
      PaneOutput<V, O> out) {
    WindowPane<O> pane = pane(state, i, start).plusElement(now);
    state.panes.get(i).put(start, pane);
    state.schedule = null;
    if (critical || dueAt(state, i, start, pane) <= now) {
      fire(state, i, start, isPast(state, i, start) ? Timing.LATE : Timing.EARLY, merger, out);
    }
  }

  /** Whether the watermark has passed the end of a window, so that its panes are late. */
  private boolean isPast(SlicedState<A, O> state, int windowing, long start) {
    return end(windowing, start) <= state.watermark;
  }

  private long end(int windowing, long start) {
    return start + windowings.get(windowing).windows().size();
  }

  /** When the pending elements of a window are due by its cadence; NEVER if it has none. */
  private long dueAt(SlicedState<A, O> state, int windowing, long start, WindowPane<O> pane) {
    if (pane.pending() == 0) {
      return NEVER;
    }
    Firing firing = windowings.get(windowing).firing();
    Cadence cadence = isPast(state, windowing, start) ? firing.late() : firing.early();
    return cadence.dueAt(pane.pending(), pane.pendingSince());
  }

  @Override
  public void fireDue(SlicedState<A, O> state, long now, PaneOutput<V, O> out) {
    if (state.schedule != null && now < state.schedule.due()) {
      return;
    }
    state.schedule = null;
    for (int i = 0; i < windowings.size(); i++) {
      TwoStacksMerger<A> merger = merger(state);
      TimeMap<WindowPane<O>> panes = state.panes.get(i);
      for (int pane = 0; pane < panes.size(); pane++) {
        long start = panes.time(pane);
        if (dueAt(state, i, start, panes.value(pane)) <= now) {
          Timing timing = isPast(state, i, start) ? Timing.LATE : Timing.EARLY;
          panes.set(pane, emit(i, start, panes.value(pane), timing, merger, out));
          state.removePending(i, start, end(i, start));
        }
      }
    }
  }

  /** Fires a window: emits its pane if something has changed, and stores it. */
  private void fire(
      SlicedState<A, O> state,
      int windowing,
      long start,
      Timing timing,
      TwoStacksMerger<A> merger,
      PaneOutput<V, O> out) {
    WindowPane<O> pane = pane(state, windowing, start);
    state.panes.get(windowing).put(start, emit(windowing, start, pane, timing, merger, out));
    state.removePending(windowing, start, end(windowing, start));
  }

  @Override
  public void reemit(SlicedState<A, O> state, PaneOutput<V, O> out) {
    for (int i = 0; i < windowings.size(); i++) {
      TimeMap<WindowPane<O>> panes = state.panes.get(i);
      for (int pane = 0; pane < panes.size(); pane++) {
        panes.set(pane, out.reemit(i, panes.value(pane), window(i, panes.time(pane))));
      }
    }
  }

  /** The pane of a window; an empty one if it has neither emitted a pane nor pending elements. */
  private static <O> WindowPane<O> pane(SlicedState<?, O> state, int windowing, long start) {
    WindowPane<O> pane = state.panes.get(windowing).get(start);
    return pane == null ? WindowPane.empty() : pane;
  }

  /**
   * A merger for windows in the order of their start, to be used while the slices do not change.
   */
  private TwoStacksMerger<A> merger(SlicedState<A, O> state) {
    return new TwoStacksMerger<>(combine, state.slices);
  }

  private IntervalWindow window(int windowing, long start) {
    return new IntervalWindow(
        Instant.ofEpochMilli(start), Instant.ofEpochMilli(end(windowing, start)));
  }

  /**
   * Computes the value of a window and emits it, if something has changed; returns the new pane.
   */
  private WindowPane<O> emit(
      int windowing,
      long start,
      WindowPane<O> pane,
      Timing timing,
      TwoStacksMerger<A> merger,
      PaneOutput<V, O> out) {
    IntervalWindow window = window(windowing, start);
    O value = combine.finish(merger.assemble(start, window.end().getMillis()), window);
    return out.fire(windowing, pane, window, value, timing);
  }

  @Override
  public Schedule schedule(SlicedState<A, O> state) {
    if (state.schedule == null) {
      state.schedule = new Schedule(nextOnTime(state), nextExpiry(state), nextDue(state));
    }
    return state.schedule;
  }

  /**
   * What the watermark must exceed for the next pane on time. Slices are in the order of time, so
   * in each windowing the first one with a window that has yet to end gives the earliest.
   */
  private long nextOnTime(SlicedState<A, O> state) {
    long next = NEVER;
    for (Windowing windowing : windowings) {
      AlignedWindows windows = windowing.windows();
      for (int i = 0; i < state.slices.size(); i++) {
        long slice = state.slices.time(i);
        long start = windows.firstStart(Math.max(slice, state.watermark));
        if (start <= windows.lastStart(slice)) {
          next = Math.min(next, start + windows.size() - 1);
          break;
        }
      }
    }
    return next;
  }

  /** What the watermark must exceed for the next slice or pane to be removed. */
  private long nextExpiry(SlicedState<A, O> state) {
    long next = state.slices.isEmpty() ? NEVER : sliceExpiry(state.slices.time(0));
    for (int i = 0; i < windowings.size(); i++) {
      if (!state.panes.get(i).isEmpty()) {
        next = Math.min(next, windowings.get(i).expiry(state.panes.get(i).time(0)));
      }
    }
    return next;
  }

  /** When the next pane is due by its cadence. All panes have to be looked at. */
  private long nextDue(SlicedState<A, O> state) {
    long next = NEVER;
    for (int i = 0; i < windowings.size(); i++) {
      TimeMap<WindowPane<O>> panes = state.panes.get(i);
      for (int pane = 0; pane < panes.size(); pane++) {
        next = Math.min(next, dueAt(state, i, panes.time(pane), panes.value(pane)));
      }
    }
    return next;
  }

  @Override
  public long oldestHeld(SlicedState<A, O> state) {
    return state.slices.isEmpty() ? NEVER : state.slices.time(0);
  }

  @Override
  public boolean isEmpty(SlicedState<A, O> state) {
    return state.slices.isEmpty() && state.panes.stream().allMatch(TimeMap::isEmpty);
  }
}
