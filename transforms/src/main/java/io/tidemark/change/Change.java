package io.tidemark.change;

import java.util.Objects;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;

/**
 * One entry of the changelog of a key: a value asserted or withdrawn for one window.
 *
 * <p>A retraction ({@link ChangeKind#isRetraction()}) carries exactly what stood: the same window,
 * value, timing and pane index as the assertion it withdraws.
 *
 * @param kind asserted or withdrawn
 * @param value the aggregate
 * @param window the event-time window, {@code [start, end)}
 * @param timing EARLY, ON_TIME or LATE: where the pane stood relative to the watermark
 * @param paneIndex which firing of its window produced the value, from 0
 * @param version orders the changes of one key, across restarts too: larger is newer. Microseconds
 *     of processing time, made strictly increasing per key
 */
public record Change<V>(
    ChangeKind kind, V value, IntervalWindow window, Timing timing, long paneIndex, long version) {

  public Change {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(window, "window");
    Objects.requireNonNull(timing, "timing");
  }

  /** Whether this change withdraws a value. */
  public boolean isRetraction() {
    return kind.isRetraction();
  }

  /** For example {@code +U([1970-01-01T00:00:00.000Z..1970-01-01T00:05:00.000Z), 3, LATE 2)}. */
  @Override
  public String toString() {
    return kind.symbol() + "(" + window + ", " + value + ", " + timing + " " + paneIndex + ")";
  }
}
