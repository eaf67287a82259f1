package io.tidemark.internal.operator;

import io.tidemark.aggregate.WindowedCombine;
import java.util.ArrayDeque;
import java.util.Deque;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Merges the slices of several windows that are asked for in the order of their start. Each slice
 * is merged a few times only, however many of the windows contain it.
 *
 * <p>The aggregates form a queue made of two stacks. The front stack holds the aggregates of all
 * suffixes of the older slices, and the back holds one aggregate of the newer ones. {@code n}
 * windows over {@code m} slices take at most {@code 3 m + 2 n} merges in place of {@code n m}.
 * (Tangwongsan, Hirzel, Schneider: "Low-latency sliding-window aggregation in worst-case constant
 * time", DEBS 2017, section 3.)
 */
public final class TwoStacksMerger<A> {

  /** The aggregate of the slices from {@code start} to the end of the front. */
  private record Suffix<A>(long start, A aggregate) {}

  private final WindowedCombine<?, A, ?> combine;
  private final TimeMap<A> slices;
  private final Deque<Suffix<A>> front = new ArrayDeque<>(1);
  private long backStart = Long.MIN_VALUE;
  private long backEnd = Long.MIN_VALUE;
  private @Nullable A back;

  /**
   * A merger of slices, which must not change while it is used.
   *
   * @param slices the accumulators by the start of their slice
   */
  public TwoStacksMerger(WindowedCombine<?, A, ?> combine, TimeMap<A> slices) {
    this.combine = combine;
    this.slices = slices;
  }

  /**
   * Merges the slices in {@code [start, end)}. Neither bound may be less than in the call before.
   *
   * @return an aggregate that must not be changed, as it may be the accumulator of a slice
   */
  public A assemble(long start, long end) {
    int first = slices.from(start);
    int behind = slices.from(end);
    if (behind - first <= 1) {
      return first == behind ? combine.create() : slices.value(first);
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

  /**
   * Moves the slices of the back to the front, as suffixes, except those before {@code start},
   * which no later window contains.
   */
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

  /** Merges the slices in {@code [from, end)} into the back. */
  private void push(long from, long end) {
    if (from < end) {
      for (int i = slices.from(from); i < slices.size() && slices.time(i) < end; i++) {
        back = combine.merge(back == null ? combine.create() : back, slices.value(i));
      }
      backEnd = end;
    }
  }
}
