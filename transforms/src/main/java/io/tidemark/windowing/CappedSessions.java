package io.tidemark.windowing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.windowing.IncompatibleWindowException;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.transforms.windowing.WindowMappingFn;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Sessions that end after a silence of {@code gap}, or before they would exceed {@code maxLength}.
 * The cap bounds how long the session of a key that is never silent stays open.
 *
 * <pre>{@code
 * CappedSessions visits =
 *     CappedSessions.withGap(Duration.standardMinutes(30))
 *         .withMaxLength(Duration.standardHours(4));
 * }</pre>
 *
 * <p>An element at {@code t} is assigned the window {@code [t, t + gap)}. Windows are merged from
 * the earliest start on: a window joins the session before it if the two overlap and their span is
 * at most {@code maxLength}; otherwise it starts the next session. With a gap of 10 and a maximum
 * length of 25, elements at 0, 8, 16, 24 become {@code [0, 18)}, since {@code [0, 26)} would be too
 * long, and {@code [16, 34)}.
 *
 * <ul>
 *   <li>Every element is in exactly one session and no session is longer than {@code maxLength}.
 *   <li>If elements arrive in event-time order, each session takes as many as fit, from its start
 *       on.
 *   <li>The elements of two sessions of a key are disjoint in time; only the silent tail of a
 *       session, of length {@code gap}, may overlap the next one.
 *   <li>A silence of exactly one gap ends a session, as with Beam's {@code Sessions}.
 *   <li><b>The order of arrival matters only where a session is cut.</b> A session that has formed
 *       is never split again, so an element out of order may find its neighbours already full, and
 *       the cuts may differ from those in event-time order. Where no session is cut, the result is
 *       that of {@code Sessions} for every order.
 * </ul>
 */
public final class CappedSessions extends WindowFn<Object, IntervalWindow> {

  private final Duration gap;
  private final Duration maxLength;

  private CappedSessions(Duration gap, Duration maxLength) {
    this.gap = gap;
    this.maxLength = maxLength;
  }

  /**
   * Sessions of any length that end after a silence.
   *
   * @param gap the silence, longer than 0
   */
  public static CappedSessions withGap(Duration gap) {
    if (gap.getMillis() <= 0) {
      throw new IllegalArgumentException("session gap " + gap + " must be longer than 0");
    }
    return new CappedSessions(gap, Duration.millis(Long.MAX_VALUE));
  }

  /**
   * Limits the length of a session.
   *
   * @param maxLength from the first element to the end of the silence, so at least the gap
   */
  public CappedSessions withMaxLength(Duration maxLength) {
    if (maxLength.isShorterThan(gap)) {
      throw new IllegalArgumentException(
          "session maximum length " + maxLength + " must be at least the gap " + gap);
    }
    return new CappedSessions(gap, maxLength);
  }

  /** The silence that ends a session. */
  public Duration gap() {
    return gap;
  }

  /** The greatest length of a session; {@code Long.MAX_VALUE} milliseconds if there is no limit. */
  public Duration maxLength() {
    return maxLength;
  }

  /** The window of one element before any merge: {@code [timestamp, timestamp + gap)}. */
  public IntervalWindow assign(Instant timestamp) {
    return new IntervalWindow(timestamp, gap);
  }

  /**
   * Groups windows into sessions, each a list of the windows that it consists of. The sessions and
   * the windows in them are in the order of their start; the order of {@code windows} does not
   * matter.
   */
  public List<List<IntervalWindow>> merge(Collection<IntervalWindow> windows) {
    List<IntervalWindow> sorted = new ArrayList<>(windows);
    // Of two windows with the same start the longer one comes first, so that a new element joins
    // the session that starts with it rather than the one before.
    sorted.sort(
        Comparator.comparing(IntervalWindow::start)
            .thenComparing(IntervalWindow::end, Comparator.reverseOrder()));
    List<List<IntervalWindow>> sessions = new ArrayList<>();
    IntervalWindow span = null;
    for (IntervalWindow window : sorted) {
      if (span != null && joins(span, window)) {
        span = span.span(window);
      } else {
        span = window;
        sessions.add(new ArrayList<>());
      }
      sessions.get(sessions.size() - 1).add(window);
    }
    return sessions;
  }

  /** Whether two windows form one session if there are no others. The order does not matter. */
  public boolean joins(IntervalWindow session, IntervalWindow next) {
    IntervalWindow span = session.span(next);
    return session.intersects(next)
        && span.end().getMillis() - span.start().getMillis() <= maxLength.getMillis();
  }

  @Override
  public Collection<IntervalWindow> assignWindows(AssignContext c) {
    return List.of(assign(c.timestamp()));
  }

  @Override
  public void mergeWindows(MergeContext c) throws Exception {
    for (List<IntervalWindow> session : merge(c.windows())) {
      if (session.size() > 1) {
        c.merge(session, spanOf(session));
      }
    }
  }

  private static IntervalWindow spanOf(List<IntervalWindow> session) {
    return session.stream().reduce(IntervalWindow::span).orElseThrow();
  }

  @Override
  public boolean isCompatible(WindowFn<?, ?> other) {
    return equals(other);
  }

  @Override
  public void verifyCompatibility(WindowFn<?, ?> other) throws IncompatibleWindowException {
    if (!isCompatible(other)) {
      throw new IncompatibleWindowException(
          other, "CappedSessions needs the same gap " + gap + " and length " + maxLength + ".");
    }
  }

  @Override
  public Coder<IntervalWindow> windowCoder() {
    return IntervalWindow.getCoder();
  }

  @Override
  public WindowMappingFn<IntervalWindow> getDefaultWindowMappingFn() {
    throw new UnsupportedOperationException("CappedSessions is not allowed in side inputs");
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .add(DisplayData.item("gap", gap).withLabel("Session gap"))
        .add(DisplayData.item("maxLength", maxLength).withLabel("Longest session"));
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof CappedSessions that
        && gap.equals(that.gap)
        && maxLength.equals(that.maxLength);
  }

  @Override
  public int hashCode() {
    return Objects.hash(gap, maxLength);
  }
}
