package io.tidemark.internal.panes;

import java.io.Serializable;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/**
 * How long the panes of a window must be kept. All times are milliseconds of event time.
 *
 * <p>A window that does not merge fires for the last time when it expires. A session may be
 * absorbed by another one that is still growing, and that withdraws it as late as its own expiry.
 * As the other session starts no later, it ends at most {@code longest} after the start of the
 * absorbed one.
 *
 * @param merging whether windows merge
 * @param longest the length of the longest window; used only if windows merge
 * @param lateness the allowed lateness
 */
public record PaneRetention(boolean merging, long longest, long lateness) implements Serializable {

  /** The watermark must exceed this before the panes of a window may be forgotten. */
  long expiry(IntervalWindow window) {
    long last =
        merging ? window.start().getMillis() + longest - 1 : window.maxTimestamp().getMillis();
    return last + lateness;
  }
}
