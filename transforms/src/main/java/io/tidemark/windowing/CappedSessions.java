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
 *
 * <p>An element at {@code t} starts as {@code [t, t + gap)}. Windows are merged from the earliest
 * start on: a window joins the session before it when the two overlap and their span is at most
 * {@code maxLength}; otherwise it starts the next session. With a gap of 10 and a maximum length of
 * 25, elements at 0, 8, 16, 24 become {@code [0, 18)} (the span {@code [0, 26)} would be too long)
 * and {@code [16, 34)}.
 *
 * <ul>
 *   <li>Every element is in exactly one session and no session is longer than {@code maxLength}.
 *   <li>Elements in event-time order are cut greedily from the start of each session.
 *   <li>Sessions of a key are disjoint in their elements' times; only the silent tail of one, of
 *       length {@code gap}, may overlap the next.
 *   <li>Sessions exactly one gap apart do not merge, as with Beam's {@code Sessions}.
 *   <li><b>Order matters only where the cap bites.</b> A formed session is never split again: an
 *       element that arrives out of order may find its neighbours already full, and the cuts may
 *       fall elsewhere than they would in event-time order. Without a cut, the result is that of
 *       {@code Sessions} for every order.
 * </ul>
 */
public final class CappedSessions extends WindowFn<Object, IntervalWindow> {

  private final Duration gap;
  private final Duration maxLength;

  private CappedSessions(Duration gap, Duration maxLength) {
    this.gap = gap;
    this.maxLength = maxLength;
  }

  /** Sessions with this silence, longer than 0, and no limit to their length. */
  public static CappedSessions withGap(Duration gap) {
    if (gap.getMillis() <= 0) {
      throw new IllegalArgumentException("session gap " + gap + " must be longer than 0");
    }
    return new CappedSessions(gap, Duration.millis(Long.MAX_VALUE));
  }

  /** Limits the length, from the first element to the end of the silence; at least the gap. */
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

  /** The longest a session may be; {@code Long.MAX_VALUE} milliseconds for no limit. */
  public Duration maxLength() {
    return maxLength;
  }

  /** The window of one element, before any merge: {@code [timestamp, timestamp + gap)}. */
  public IntervalWindow assign(Instant timestamp) {
    return new IntervalWindow(timestamp, gap);
  }

  /**
   * The sessions that these windows form, each as the list of windows it consists of, earliest
   * first. The order of {@code windows} does not matter.
   */
  public List<List<IntervalWindow>> merge(Collection<IntervalWindow> windows) {
    List<IntervalWindow> sorted = new ArrayList<>(windows);
    // Of two that start together the longer comes first: it decides where an element there belongs.
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

  /** Whether two windows, if there are no others, form one session; in either order. */
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
