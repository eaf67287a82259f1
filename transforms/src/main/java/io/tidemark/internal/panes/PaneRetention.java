package io.tidemark.internal.panes;

import java.io.Serializable;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/**
 * How long what stands must be remembered, in milliseconds of event time.
 *
 * <p>A window that does not merge fires last when it expires. One that merges may be absorbed by a
 * session that starts before it and is still growing then, and fires as late as that one expires.
 *
 * @param merging whether windows merge
 * @param longest length of the longest window; read only for windows that merge
 * @param lateness allowed lateness
 */
public record PaneRetention(boolean merging, long longest, long lateness) implements Serializable {

  /** The watermark must exceed this before the window may be forgotten. */
  long expiry(IntervalWindow window) {
    long last =
        merging ? window.start().getMillis() + longest - 1 : window.maxTimestamp().getMillis();
    return last + lateness;
  }
}
