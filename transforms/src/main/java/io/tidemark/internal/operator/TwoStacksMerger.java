package io.tidemark.internal.operator;

import io.tidemark.aggregate.WindowedCombine;
import java.util.ArrayDeque;
import java.util.Deque;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Merges the slices of windows that are asked for in the order of their start, each slice a few
 * times however many of the windows contain it.
 *
 * <p>Two stacks, as a queue is made of two: what was asked before is kept as aggregates of
 * suffixes, what has come since as one aggregate. {@code n} windows over {@code m} slices take at
 * most {@code 3 m + 2 n} merges in place of {@code n m}. (Tangwongsan, Hirzel, Schneider:
 * "Low-latency sliding-window aggregation in worst-case constant time", DEBS 2017, section 3.)
 */
public final class TwoStacksMerger<A> {

  /** The aggregate of the slices from {@code start} to the end of the front. */
  private record Suffix<A>(long start, A aggregate) {}

  private final WindowedCombine<?, A, ?> combine;
  private final long length;
  private final TimeMap<A> slices;
  private final Deque<Suffix<A>> front = new ArrayDeque<>(1);
  private long backStart = Long.MIN_VALUE;
  private long backEnd = Long.MIN_VALUE;
  private @Nullable A back;

  /** Slices of this length, by their start. */
  public TwoStacksMerger(WindowedCombine<?, A, ?> combine, long length, TimeMap<A> slices) {
    this.combine = combine;
    this.length = length;
    this.slices = slices;
  }

  /**
   * The aggregate of the slices in {@code [start, end)}, to be looked at only; both never decrease
   * from call to call.
   */
  public A assemble(long start, long end) {
    if (end - start == length) {
      A only = slices.get(start);
      return only == null ? combine.create() : only;
    }
    while (!front.isEmpty() && front.peekFirst().start() < start) {
      front.removeFirst();
    }
    if (front.isEmpty() && backStart < start) {
      turn(start);
    }
    push(Math.max(backEnd, start), end);
    A whole = combine.create();
    if (!front.isEmpty()) {
      whole = combine.merge(whole, front.peekFirst().aggregate());
    }
    return back == null ? whole : combine.merge(whole, back);
  }

  /** Makes suffixes of the slices pushed so far, but for those before {@code start}. */
  private void turn(long start) {
    if (start < backEnd) {
      A suffix = null;
      for (int i = slices.from(backEnd) - 1; i >= 0 && slices.time(i) >= start; i--) {
        A longer = combine.merge(combine.create(), slices.value(i));
        suffix = suffix == null ? longer : combine.merge(longer, suffix);
        front.addFirst(new Suffix<>(slices.time(i), suffix));
      }
    }
    back = null;
    backStart = Math.max(backEnd, start);
  }

  private void push(long from, long end) {
    if (from < end) {
      for (int i = slices.from(from); i < slices.size() && slices.time(i) < end; i++) {
        back = combine.merge(back == null ? combine.create() : back, slices.value(i));
      }
      backEnd = end;
    }
  }
}
