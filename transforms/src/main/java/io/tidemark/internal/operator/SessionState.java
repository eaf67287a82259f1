package io.tidemark.internal.operator;

import java.util.List;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.joda.time.Instant;

/** What one key holds: its live sessions by their start. */
public final class SessionState<A, O> {
  public long watermark = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();
  public final TreeMap<Long, Session<A, O>> sessions = new TreeMap<>();

  /**
   * One live session, {@code [start, end)}.
   *
   * @param pane what stands for exactly this window, and what waits
   * @param absorbed panes that stand for sessions merged into this one: withdrawn before it fires
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

  /** A pane that still stands for a session that is no more. */
  public record Absorbed<O>(IntervalWindow window, WindowPane<O> pane) {}
}
