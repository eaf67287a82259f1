package io.tidemark.firing;

import java.io.Serializable;
import java.util.Objects;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Duration;

/**
 * When a window emits panes, and until when it may be revised: one immutable value.
 *
 * <p>{@link #onTime()} alone emits one pane when the watermark passes the end of the window, and
 * one for each late event within the allowed lateness, which is zero until set.
 *
 * <pre>{@code
 * Firing.onTime()
 *     .early(Cadence.every(Duration.standardSeconds(30)))
 *     .late(Cadence.elements(1))
 *     .allowedLateness(Duration.standardMinutes(2))
 * }</pre>
 */
public final class Firing implements Serializable {

  private final Cadence early;
  private final Cadence late;
  private final long allowedLatenessMillis;
  private final boolean onCritical;

  private Firing(Cadence early, Cadence late, long allowedLatenessMillis, boolean onCritical) {
    this.early = Objects.requireNonNull(early, "early");
    this.late = Objects.requireNonNull(late, "late");
    this.allowedLatenessMillis = allowedLatenessMillis;
    this.onCritical = onCritical;
  }

  /** No early panes, one on-time pane, a late pane for each late event, no allowed lateness. */
  public static Firing onTime() {
    return new Firing(Cadence.never(), Cadence.elements(1), 0, false);
  }

  /** Early panes, before the watermark passes the end of the window. */
  public Firing withEarly(Cadence cadence) {
    return new Firing(cadence, late, allowedLatenessMillis, onCritical);
  }

  /**
   * Late panes, after the watermark has passed the end of the window. What waits when the window
   * expires is emitted then, so {@link Cadence#never()} means one late pane at the very end.
   */
  public Firing withLate(Cadence cadence) {
    return new Firing(early, cadence, allowedLatenessMillis, onCritical);
  }

  /**
   * Event time after the end of a window during which it is still revised, at least 0. An element
   * is droppably late when {@code window.maxTimestamp + allowedLateness < watermark}.
   */
  public Firing withAllowedLateness(Duration lateness) {
    if (lateness.getMillis() < 0) {
      throw new IllegalArgumentException("allowed lateness " + lateness + " must not be negative");
    }
    long longest = BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();
    return new Firing(early, late, Math.min(lateness.getMillis(), longest), onCritical);
  }

  /** Also at once, when a critical element arrives: early, or late after the end of the window. */
  public Firing withCritical() {
    return new Firing(early, late, allowedLatenessMillis, true);
  }

  /** Whether critical elements fire their windows at once. */
  public boolean firesOnCritical() {
    return onCritical;
  }

  /** The cadence of early panes. */
  public Cadence early() {
    return early;
  }

  /** The cadence of late panes. */
  public Cadence late() {
    return late;
  }

  /** Allowed lateness in milliseconds of event time. */
  public long allowedLatenessMillis() {
    return allowedLatenessMillis;
  }

  @Override
  public String toString() {
    String critical = onCritical ? ", at once on critical" : "";
    return "early "
        + early
        + ", late "
        + late
        + ", lateness "
        + allowedLatenessMillis
        + " ms"
        + critical;
  }
}
