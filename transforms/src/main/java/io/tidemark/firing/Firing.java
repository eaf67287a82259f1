package io.tidemark.firing;

import java.io.Serializable;
import java.util.Objects;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Duration;

/**
 * When a window emits panes and until when it may be revised, in one immutable value. It takes the
 * place of Beam's trigger, allowed lateness and accumulation mode: panes always accumulate, and
 * each withdraws the one before it.
 *
 * <p>{@link #onTime()} alone emits one pane when the watermark passes the end of the window, and
 * one for each late event within the allowed lateness, which is zero by default.
 *
 * <pre>{@code
 * Firing firing =
 *     Firing.onTime()
 *         .withEarly(Cadence.every(Duration.standardSeconds(30)))
 *         .withLate(Cadence.elements(1))
 *         .withAllowedLateness(Duration.standardMinutes(2));
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

  /**
   * No early panes, one pane on time, one late pane for each late event, and no allowed lateness.
   */
  public static Firing onTime() {
    return new Firing(Cadence.never(), Cadence.elements(1), 0, false);
  }

  /**
   * Also emits early panes, at this cadence, until the watermark passes the end of the window. By
   * default there are none.
   */
  public Firing withEarly(Cadence cadence) {
    return new Firing(cadence, late, allowedLatenessMillis, onCritical);
  }

  /**
   * Emits late panes at this cadence, after the watermark has passed the end of the window; by
   * default one for each late event. Late events that are in no pane yet when the window expires
   * are emitted then, so {@link Cadence#never()} means one late pane at the expiry. A window all of
   * whose elements are late has no pane on time: its first pane is a late one, at this cadence.
   */
  public Firing withLate(Cadence cadence) {
    return new Firing(early, cadence, allowedLatenessMillis, onCritical);
  }

  /**
   * Revises a window for this long after its end. A window expires, and its elements become
   * droppably late, when {@code window.maxTimestamp + allowedLateness < watermark}. The state of
   * the window is kept until then.
   *
   * @param lateness event time, at least 0; longer than Beam's largest timestamp means for ever
   */
  public Firing withAllowedLateness(Duration lateness) {
    if (lateness.getMillis() < 0) {
      throw new IllegalArgumentException("allowed lateness " + lateness + " must not be negative");
    }
    long longest = BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();
    return new Firing(early, late, Math.min(lateness.getMillis(), longest), onCritical);
  }

  /**
   * Also fires at once when a critical element arrives: an early pane, or a late one if the
   * watermark has passed the end of the window. Which elements are critical is decided by {@code
   * Changelog.withCriticalElements} and by the aggregate.
   */
  public Firing withCritical() {
    return new Firing(early, late, allowedLatenessMillis, true);
  }

  /** Whether critical elements fire their windows at once; false by default. */
  public boolean firesOnCritical() {
    return onCritical;
  }

  /** The cadence of early panes; {@link Cadence#never()} by default. */
  public Cadence early() {
    return early;
  }

  /** The cadence of late panes; every element by default. */
  public Cadence late() {
    return late;
  }

  /** The allowed lateness, in milliseconds of event time; 0 by default. */
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
