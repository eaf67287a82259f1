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
 * Fixed and sliding windows of one key, assembled from shared slices.
 *
 * <p>An element is aggregated once, into its slice. A window that fires merges the slices it spans.
 * A slice is held until the last window that contains it has expired, a pane until its own window
 * has.
 *
 * <p>Cost: one {@code add} an element; {@code size / slice} merges a firing; and where early or
 * late panes are due by count or interval, one count for each window that the element is in.
 */
public final class SlicedWindowOperator<V, A, O>
    implements WindowOperator<V, SlicedState<A, O>, O> {

  /** One windowing over the slices. */
  public record Windowing(AlignedWindows windows, Firing firing) implements Serializable {

    /** The watermark must exceed this for the window to expire. */
    long expiry(long start) {
      return start + windows.size() - 1 + firing.allowedLatenessMillis();
    }
  }

  private final WindowedCombine<V, A, O> combine;
  private final List<Windowing> streams;
  private final Slices slices;

  public SlicedWindowOperator(WindowedCombine<V, A, O> combine, List<Windowing> streams) {
    this.combine = combine;
    this.streams = List.copyOf(streams);
    this.slices = Slices.sharedBy(streams.stream().map(Windowing::windows).toList());
  }

  @Override
  public SlicedState<A, O> create() {
    return new SlicedState<>(streams.size());
  }

  @Override
  public Coder<SlicedState<A, O>> stateCoder() {
    return new SlicedStateCoder<>(
        streams.size(), combine.accumulatorCoder(), combine.outputCoder());
  }

  @Override
  public void advance(SlicedState<A, O> state, long watermark, PaneOutput<V, O> out) {
    if (state.schedule != null && !state.schedule.isPassedBy(watermark)) {
      state.watermark = Math.max(state.watermark, watermark);
    }
    if (watermark <= state.watermark) {
      return;
    }
    state.schedule = null;
    for (int i = 0; i < streams.size(); i++) {
      fireOnTime(state, i, watermark, out);
    }
    state.watermark = watermark;
    for (int i = 0; i < streams.size(); i++) {
      expirePanes(state, i, out);
    }
    expireSlices(state);
  }

  /** Fires each window with data whose end lies in {@code (state.watermark, watermark]}. */
  private void fireOnTime(
      SlicedState<A, O> state, int stream, long watermark, PaneOutput<V, O> out) {
    AlignedWindows windows = streams.get(stream).windows();
    TwoStacksMerger<A> assembler = assembler(state);
    long start = Long.MIN_VALUE;
    for (int i = 0; i < state.slices.size(); i++) {
      long slice = state.slices.time(i);
      long first = windows.firstStart(Math.max(slice, state.watermark));
      long last = Math.min(windows.lastStart(slice), windows.lastStart(watermark - windows.size()));
      start = Math.max(start, first);
      for (; start <= last; start += windows.period()) {
        fire(state, stream, start, Timing.ON_TIME, assembler, out);
      }
    }
  }

  /** Forgets the panes of expired windows; elements that still wait in them are emitted first. */
  private void expirePanes(SlicedState<A, O> state, int stream, PaneOutput<V, O> out) {
    TwoStacksMerger<A> assembler = assembler(state);
    TimeMap<WindowPane<O>> panes = state.panes.get(stream);
    while (!panes.isEmpty() && streams.get(stream).expiry(panes.time(0)) < state.watermark) {
      if (panes.value(0).waiting() > 0) {
        emit(stream, panes.time(0), panes.value(0), Timing.LATE, assembler, out);
      }
      panes.removeFirst();
    }
  }

  private void expireSlices(SlicedState<A, O> state) {
    while (!state.slices.isEmpty() && sliceExpiry(state.slices.time(0)) < state.watermark) {
      state.slices.removeFirst();
    }
  }

  private long sliceExpiry(long slice) {
    long expiry = Long.MIN_VALUE;
    for (Windowing stream : streams) {
      expiry = Math.max(expiry, stream.expiry(stream.windows().lastStart(slice)));
    }
    return expiry;
  }

  @Override
  public boolean takesAllFrom(SlicedState<A, O> state, long timestampMillis) {
    long slice = slices.start(timestampMillis);
    for (Windowing stream : streams) {
      if (stream.expiry(stream.windows().firstStart(slice)) < state.watermark) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void add(SlicedState<A, O> state, Arrival<V> element, long now, PaneOutput<V, O> out) {
    HotSlice<A> steady = state.steady;
    if (steady == null || !steady.holds(element.timestampMillis()) || element.critical()) {
      addAnywhere(state, element, now, out);
      state.steady = steadyAt(state, element.timestampMillis());
    } else if (element.duplicate()) {
      for (int i = 0; i < streams.size(); i++) {
        out.duplicate(i);
      }
    } else {
      for (int i = 0; i < streams.size(); i++) {
        out.aggregated(i);
      }
      addSteadily(state, steady, element, now, out);
    }
  }

  private @Nullable HotSlice<A> steadyAt(SlicedState<A, O> state, long timestampMillis) {
    long slice = slices.start(timestampMillis);
    A accumulator = state.slices.get(slice);
    if (accumulator == null || !takesAllFrom(state, timestampMillis)) {
      return null;
    }
    for (int i = 0; i < streams.size(); i++) {
      if (!isOpen(state, i, slice) || !state.waits(i, slice)) {
        return null;
      }
    }
    return new HotSlice<>(slice, slices.end(slice), accumulator);
  }

  private void addSteadily(
      SlicedState<A, O> state,
      HotSlice<A> steady,
      Arrival<V> element,
      long now,
      PaneOutput<V, O> out) {
    A accumulator = combine.add(steady.accumulator(), element.value(), element.timestampMillis());
    if (accumulator != steady.accumulator()) {
      state.slices.put(steady.start(), accumulator);
      state.steady = new HotSlice<>(steady.start(), steady.end(), accumulator);
    }
    if (combine.isCritical(accumulator, element.value())) {
      touchStreams(state, steady.start(), true, now, out);
    }
  }

  private void addAnywhere(
      SlicedState<A, O> state, Arrival<V> element, long now, PaneOutput<V, O> out) {
    long slice = slices.start(element.timestampMillis());
    List<Integer> late = new ArrayList<>(0);
    boolean live = false;
    for (int i = 0; i < streams.size(); i++) {
      Windowing stream = streams.get(i);
      if (stream.expiry(stream.windows().lastStart(slice)) < state.watermark) {
        late.add(i);
      } else if (element.duplicate()) {
        out.duplicate(i);
      } else {
        out.aggregated(i);
        countMissed(state, i, slice, out);
        live = true;
      }
    }
    if (!late.isEmpty()) {
      out.late(late, element.value(), element.timestampMillis(), state.watermark);
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
      touchStreams(state, slice, critical, now, out);
    }
  }

  private void touchStreams(
      SlicedState<A, O> state, long slice, boolean critical, long now, PaneOutput<V, O> out) {
    for (int i = 0; i < streams.size(); i++) {
      boolean atOnce = critical && streams.get(i).firing().firesOnCritical();
      touchWindows(state, i, slice, atOnce, now, out);
    }
  }

  private void countMissed(SlicedState<A, O> state, int i, long slice, PaneOutput<V, O> out) {
    Windowing stream = streams.get(i);
    AlignedWindows windows = stream.windows();
    long first = windows.firstStart(slice);
    if (stream.expiry(first) < state.watermark) {
      long open = windows.firstStart(state.watermark - stream.firing().allowedLatenessMillis());
      out.missed(i, (open - first) / windows.period());
    }
  }

  /** Counts the element in each live window of its slice, and fires those that are due by it. */
  private void touchWindows(
      SlicedState<A, O> state,
      int i,
      long slice,
      boolean critical,
      long now,
      PaneOutput<V, O> out) {
    Windowing stream = streams.get(i);
    AlignedWindows windows = stream.windows();
    long first = windows.firstStart(slice);
    long last = windows.lastStart(slice);
    if (isOpen(state, i, slice) && !critical && !stream.firing().early().countsElements()) {
      if (!state.startsWaiting(i, slice)) {
        return; // All windows of the slice wait already, and do not care for how many elements.
      }
    }
    if (!critical && stream.firing().early().isNever()) {
      // Only windows that the watermark has passed can fire before their end does.
      last = Math.min(last, windows.lastStart(state.watermark - windows.size()));
    }
    TwoStacksMerger<A> assembler = assembler(state);
    for (long start = first; start <= last; start += windows.period()) {
      if (stream.expiry(start) >= state.watermark) {
        touch(state, i, start, critical, now, assembler, out);
      }
    }
  }

  /** Whether the watermark has passed no window of the slice. */
  private boolean isOpen(SlicedState<A, O> state, int stream, long slice) {
    AlignedWindows windows = streams.get(stream).windows();
    return windows.firstStart(slice) + windows.size() > state.watermark;
  }

  private void touch(
      SlicedState<A, O> state,
      int i,
      long start,
      boolean critical,
      long now,
      TwoStacksMerger<A> assembler,
      PaneOutput<V, O> out) {
    WindowPane<O> pane = pane(state, i, start).plusElement(now);
    state.panes.get(i).put(start, pane);
    state.schedule = null;
    if (critical || dueAt(state, i, start, pane) <= now) {
      fire(state, i, start, isPast(state, i, start) ? Timing.LATE : Timing.EARLY, assembler, out);
    }
  }

  private boolean isPast(SlicedState<A, O> state, int stream, long start) {
    return end(stream, start) <= state.watermark;
  }

  private long end(int stream, long start) {
    return start + streams.get(stream).windows().size();
  }

  private long dueAt(SlicedState<A, O> state, int stream, long start, WindowPane<O> pane) {
    if (pane.waiting() == 0) {
      return NEVER;
    }
    Firing firing = streams.get(stream).firing();
    Cadence cadence = isPast(state, stream, start) ? firing.late() : firing.early();
    return cadence.dueAt(pane.waiting(), pane.waitingSince());
  }

  @Override
  public void fireDue(SlicedState<A, O> state, long now, PaneOutput<V, O> out) {
    if (state.schedule != null && now < state.schedule.due()) {
      return;
    }
    state.schedule = null;
    for (int i = 0; i < streams.size(); i++) {
      TwoStacksMerger<A> assembler = assembler(state);
      TimeMap<WindowPane<O>> panes = state.panes.get(i);
      for (int pane = 0; pane < panes.size(); pane++) {
        long start = panes.time(pane);
        if (dueAt(state, i, start, panes.value(pane)) <= now) {
          Timing timing = isPast(state, i, start) ? Timing.LATE : Timing.EARLY;
          panes.set(pane, emit(i, start, panes.value(pane), timing, assembler, out));
          state.stopWaiting(i, start, end(i, start));
        }
      }
    }
  }

  private void fire(
      SlicedState<A, O> state,
      int stream,
      long start,
      Timing timing,
      TwoStacksMerger<A> assembler,
      PaneOutput<V, O> out) {
    WindowPane<O> pane = pane(state, stream, start);
    state.panes.get(stream).put(start, emit(stream, start, pane, timing, assembler, out));
    state.stopWaiting(stream, start, end(stream, start));
  }

  @Override
  public void reemit(SlicedState<A, O> state, PaneOutput<V, O> out) {
    for (int i = 0; i < streams.size(); i++) {
      TimeMap<WindowPane<O>> panes = state.panes.get(i);
      for (int pane = 0; pane < panes.size(); pane++) {
        panes.set(pane, out.reemit(i, panes.value(pane), window(i, panes.time(pane))));
      }
    }
  }

  private static <O> WindowPane<O> pane(SlicedState<?, O> state, int stream, long start) {
    WindowPane<O> pane = state.panes.get(stream).get(start);
    return pane == null ? WindowPane.empty() : pane;
  }

  private TwoStacksMerger<A> assembler(SlicedState<A, O> state) {
    return new TwoStacksMerger<>(combine, slices.length(), state.slices);
  }

  private IntervalWindow window(int stream, long start) {
    return new IntervalWindow(
        Instant.ofEpochMilli(start), Instant.ofEpochMilli(end(stream, start)));
  }

  private WindowPane<O> emit(
      int stream,
      long start,
      WindowPane<O> pane,
      Timing timing,
      TwoStacksMerger<A> assembler,
      PaneOutput<V, O> out) {
    IntervalWindow window = window(stream, start);
    O value = combine.finish(assembler.assemble(start, window.end().getMillis()), window);
    return out.fire(stream, pane, window, value, timing);
  }

  @Override
  public Schedule schedule(SlicedState<A, O> state) {
    if (state.schedule == null) {
      state.schedule = new Schedule(nextOnTime(state), nextExpiry(state), nextDue(state));
    }
    return state.schedule;
  }

  private long nextOnTime(SlicedState<A, O> state) {
    long next = NEVER;
    for (Windowing stream : streams) {
      AlignedWindows windows = stream.windows();
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

  private long nextExpiry(SlicedState<A, O> state) {
    long next = state.slices.isEmpty() ? NEVER : sliceExpiry(state.slices.time(0));
    for (int i = 0; i < streams.size(); i++) {
      if (!state.panes.get(i).isEmpty()) {
        next = Math.min(next, streams.get(i).expiry(state.panes.get(i).time(0)));
      }
    }
    return next;
  }

  private long nextDue(SlicedState<A, O> state) {
    long next = NEVER;
    for (int i = 0; i < streams.size(); i++) {
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
