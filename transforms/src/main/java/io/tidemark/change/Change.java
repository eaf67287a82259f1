package io.tidemark.change;

import java.util.Objects;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;

/**
 * One entry of the changelog of a key: it inserts a value for one window, or withdraws it.
 *
 * <p>A retraction ({@link ChangeKind#isRetraction()}) carries the same window, value, timing and
 * pane index as the change that it withdraws, and a version of its own.
 *
 * @param <V> the type of the aggregate
 * @param kind whether the value is inserted or withdrawn, and whether another takes its place
 * @param value the aggregate of the window
 * @param window the event-time window, {@code [start, end)}
 * @param timing EARLY, ON_TIME or LATE: whether the pane fired before, at or after the watermark
 *     passed the end of the window
 * @param paneIndex which of the panes of its window this is, from 0
 * @param version orders the changes of one key, also across restarts: a larger one is newer. It is
 *     the processing time in microseconds since the epoch, increased where needed so that each
 *     change of a key has a larger version than the one before
 */
public record Change<V>(
    ChangeKind kind, V value, IntervalWindow window, Timing timing, long paneIndex, long version) {

  public Change {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(window, "window");
    Objects.requireNonNull(timing, "timing");
  }

  /** Whether this change withdraws a value: it is a {@code -U} or {@code -D}. */
  public boolean isRetraction() {
    return kind.isRetraction();
  }

  /**
   * The same change with version 0. Versions are processing time, so a test can compare changes
   * with {@code equals} only without them.
   */
  public Change<V> withoutVersion() {
    return new Change<>(kind, value, window, timing, paneIndex, 0);
  }

  /**
   * The kind, window, value, timing and pane index, such as {@code
   * +U([1970-01-01T00:00:00.000Z..1970-01-01T00:05:00.000Z), 3, LATE 2)}.
   */
  @Override
  public String toString() {
    return kind.symbol() + "(" + window + ", " + value + ", " + timing + " " + paneIndex + ")";
  }
}
