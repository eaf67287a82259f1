package io.tidemark.internal.operator;

import java.util.List;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.joda.time.Instant;

/** The state of the sessions of one key: those that have not expired. */
public final class SessionState<A, O> {

  /** The watermark of the last {@link WindowOperator#advance}, in milliseconds. */
  public long watermark = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();

  /** The watermark of {@link WindowOperator#settle}, in milliseconds. Not stored. */
  long settled = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();

  /** The sessions by their start. */
  public final TreeMap<Long, Session<A, O>> sessions = new TreeMap<>();

  /**
   * One session, {@code [start, end)}. It is immutable, except for the accumulator.
   *
   * @param pane the current pane of exactly this window, and the elements that are in no pane yet
   * @param absorbed the panes that were emitted for sessions merged into this one, which are
   *     withdrawn when it next fires
   */
  public record Session<A, O>(
      long start, long end, A accumulator, WindowPane<O> pane, List<Absorbed<O>> absorbed) {

    IntervalWindow window() {
      return new IntervalWindow(Instant.ofEpochMilli(start), Instant.ofEpochMilli(end));
    }

    Session<A, O> withPane(WindowPane<O> next) {
      return new Session<>(start, end, accumulator, next, absorbed);
    }

    Session<A, O> withAbsorbed(List<Absorbed<O>> panes) {
      return new Session<>(start, end, accumulator, pane, panes);
    }
  }

  /**
   * The current pane of a session that has been merged into another one, and is yet to be
   * withdrawn.
   */
  public record Absorbed<O>(IntervalWindow window, WindowPane<O> pane) {}
}
