package io.tidemark.changelog;

import java.io.Serializable;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/**
 * How long a worker waits for its first watermark, in processing time from its first input on.
 *
 * <p>A watermark is no state: after a restart a runner may hand on elements before it tells one
 * again. Without one an element of a key whose windows have all expired, and with them what the key
 * knew, would open an expired window anew.
 */
final class Patience implements Serializable {

  /** The first watermark that says anything. */
  static final long FIRST_WATERMARK = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis() + 1;

  private final long millis;
  private transient boolean seen;
  private transient long until;

  /** Zero waits for nothing. */
  Patience(long millis) {
    this.millis = millis;
  }

  /** Whether the watermark told is none, and it is too early to go on without. */
  boolean awaits(Instant told, long nowMillis) {
    if (!seen && until == 0) {
      until = nowMillis + millis;
    }
    seen |= told.getMillis() >= FIRST_WATERMARK || nowMillis >= until;
    return !seen;
  }

  /** When it ends, in processing time; only where {@link #awaits} was asked before. */
  long until() {
    return until;
  }
}
