package io.tidemark.internal.operator;

import io.tidemark.aggregate.WindowedCombine;
import io.tidemark.firing.Cadence;
import io.tidemark.firing.Firing;
import io.tidemark.internal.operator.SessionState.Absorbed;
import io.tidemark.internal.operator.SessionState.Session;
import io.tidemark.windowing.CappedSessions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.joda.time.Instant;

/**
 * The sessions of one key.
 *
 * <p>An element at {@code t} is droppably late if its own window {@code [t, t + gap)} has expired,
 * even when a live session would absorb it, as in Beam. Otherwise it joins the sessions that {@link
 * CappedSessions} merges it with, or begins one.
 *
 * <p>When sessions merge, the panes that were emitted for them stay current until the merged
 * session first fires, and are withdrawn right before it emits. So a reader sees neither a gap nor
 * two overlapping values.
 *
 * <p><b>State.</b> One accumulator for each session, until the watermark passes its end by the
 * allowed lateness. Elements that are in no pane by then are emitted in a last, late one.
 */
public final class SessionWindowOperator<V, A, O>
    implements WindowOperator<V, SessionState<A, O>, O> {

  /** The index of the only windowing. */
  private static final int WINDOWING = 0;

  private final WindowedCombine<V, A, O> combine;
  private final CappedSessions windows;
  private final Firing firing;

  /** The sessions of {@code windows}, with panes of {@code combine} that fire by {@code firing}. */
  public SessionWindowOperator(
      WindowedCombine<V, A, O> combine, CappedSessions windows, Firing firing) {
    this.combine = combine;
    this.windows = windows;
    this.firing = firing;
  }

  @Override
  public SessionState<A, O> create() {
    return new SessionState<>();
  }

  @Override
  public Coder<SessionState<A, O>> stateCoder() {
    return new SessionStateCoder<>(combine.accumulatorCoder(), combine.outputCoder());
  }

  @Override
  public void advance(SessionState<A, O> state, long watermark, PaneOutput<V, O> out) {
    if (watermark <= state.watermark) {
      return;
    }
    if (!isAnyPassed(state, watermark)) {
      state.watermark = watermark;
      return;
    }
    long before = state.watermark;
    // The watermark may pass the end and the expiry of a session at once: it fires on time first.
    for (Session<A, O> session : byEnd(state)) {
      if (session.end() > before && session.end() <= watermark) {
        fire(state, session, Timing.ON_TIME, out);
      }
    }
    state.watermark = watermark;
    for (Session<A, O> session : List.copyOf(state.sessions.values())) {
      if (expiry(session.end()) < watermark) {
        if (session.pane().pending() > 0) {
          fire(state, session, Timing.LATE, out);
        }
        state.sessions.remove(session.start());
      }
    }
  }

  @Override
  public void settle(SessionState<A, O> state, long watermark) {
    state.settled = watermark;
  }

  /**
   * Whether every session that may start here had expired at {@link #settle}. Where one is found
   * again it may lack its first elements, so it is kept in the state, as what it absorbs belongs to
   * it, and emits nothing.
   */
  private boolean isSettled(SessionState<A, O> state, long start) {
    long longest = windows.maxLength().getMillis();
    boolean isCapped = longest < Long.MAX_VALUE / 2; // Otherwise the sum below would overflow.
    return isCapped && expiry(start + longest) < state.settled;
  }

  /** Whether this watermark makes a session fire on time, or expire. Mostly it does not. */
  private boolean isAnyPassed(SessionState<A, O> state, long watermark) {
    for (Session<A, O> session : state.sessions.values()) {
      boolean ends = !isPast(state, session) && session.end() <= watermark;
      if (ends || expiry(session.end()) < watermark) {
        return true;
      }
    }
    return false;
  }

  /** The sessions in the order in which the watermark passes their ends. */
  private List<Session<A, O>> byEnd(SessionState<A, O> state) {
    List<Session<A, O>> sessions = new ArrayList<>(state.sessions.values());
    sessions.sort(Comparator.comparingLong(Session::end));
    return sessions;
  }

  /** The watermark must exceed this for a session with this end to expire. */
  private long expiry(long end) {
    return end - 1 + firing.allowedLatenessMillis();
  }

  @Override
  public boolean takesAllFrom(SessionState<A, O> state, long timestampMillis) {
    return isLive(state, windows.assign(Instant.ofEpochMilli(timestampMillis)));
  }

  /** Whether a window has not expired. */
  private boolean isLive(SessionState<A, O> state, IntervalWindow window) {
    return expiry(window.end().getMillis()) >= state.watermark;
  }

  @Override
  public void add(SessionState<A, O> state, Arrival<V> element, long now, PaneOutput<V, O> out) {
    IntervalWindow own = windows.assign(Instant.ofEpochMilli(element.timestampMillis()));
    if (!isLive(state, own)) {
      out.late(List.of(WINDOWING), element.value(), element.timestampMillis(), state.watermark);
    } else if (element.duplicate()) {
      out.duplicate(WINDOWING);
    } else {
      Session<A, O> session = join(state, own, element, now);
      state.sessions.put(session.start(), session);
      if (isSettled(state, session.start())) {
        out.late(List.of(WINDOWING), element.value(), element.timestampMillis(), state.settled);
        return;
      }
      out.aggregated(WINDOWING);
      if (isPast(state, session)) {
        out.acceptedLate(WINDOWING);
      }
      boolean critical =
          element.critical() || combine.isCritical(session.accumulator(), element.value());
      if ((critical && firing.firesOnCritical()) || dueAt(state, session) <= now) {
        fire(state, session, isPast(state, session) ? Timing.LATE : Timing.EARLY, out);
      }
    }
  }

  /**
   * Returns the session that the element belongs to, with the element added, and removes the
   * sessions that it merges from the state.
   */
  private Session<A, O> join(
      SessionState<A, O> state, IntervalWindow own, Arrival<V> element, long now) {
    List<Session<A, O>> merged = mergedBy(state, own);
    Session<A, O> session = merge(own, merged);
    merged.forEach(s -> state.sessions.remove(s.start()));
    A accumulator = combine.add(session.accumulator(), element.value(), element.timestampMillis());
    return new Session<>(
        session.start(),
        session.end(),
        accumulator,
        session.pane().plusElement(now),
        session.absorbed());
  }

  /** The sessions that become one with the element's window {@code own}, earliest first. */
  private List<Session<A, O>> mergedBy(SessionState<A, O> state, IntervalWindow own) {
    if (state.sessions.size() <= 1) { // Faster: most keys have one, and it is done per element.
      return state.sessions.values().stream().filter(s -> windows.joins(s.window(), own)).toList();
    }
    List<IntervalWindow> all = new ArrayList<>();
    state.sessions.values().forEach(s -> all.add(s.window()));
    all.add(own);
    return windows.merge(all).stream()
        .filter(group -> group.contains(own))
        .flatMap(List::stream)
        .map(window -> state.sessions.get(window.start().getMillis()))
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  /**
   * Merges sessions, and the window {@code own} of an element that is not added yet, into one
   * session, which is not in the state yet. The pane of a session that has the window of the result
   * stays its pane. The panes of the others have to be withdrawn.
   */
  private Session<A, O> merge(IntervalWindow own, List<Session<A, O>> merged) {
    IntervalWindow span = own;
    A accumulator = null;
    for (Session<A, O> session : merged) {
      span = span.span(session.window());
      accumulator =
          accumulator == null
              ? session.accumulator()
              : combine.merge(accumulator, session.accumulator());
    }
    WindowPane<O> pane = WindowPane.empty();
    List<Absorbed<O>> absorbed = new ArrayList<>();
    for (Session<A, O> session : merged) {
      absorbed.addAll(session.absorbed());
      pane = pane.pendingWith(session.pane());
      if (session.window().equals(span)) {
        pane = session.pane();
      } else if (session.pane().isEmitted()) {
        absorbed.add(new Absorbed<>(session.window(), session.pane()));
      }
    }
    return new Session<>(
        span.start().getMillis(),
        span.end().getMillis(),
        accumulator == null ? combine.create() : accumulator,
        pane,
        absorbed);
  }

  /** Whether the watermark has passed the end of a session, so that its panes are late. */
  private boolean isPast(SessionState<A, O> state, Session<A, O> session) {
    return session.end() <= state.watermark;
  }

  /** When the pending elements of a session are due by its cadence; NEVER if it has none. */
  private long dueAt(SessionState<A, O> state, Session<A, O> session) {
    WindowPane<O> pane = session.pane();
    Cadence cadence = isPast(state, session) ? firing.late() : firing.early();
    return pane.pending() == 0 ? NEVER : cadence.dueAt(pane.pending(), pane.pendingSince());
  }

  /**
   * Fires a session: withdraws the panes of those that it has absorbed, emits its own, and stores
   * it.
   */
  private void fire(
      SessionState<A, O> state, Session<A, O> session, Timing timing, PaneOutput<V, O> out) {
    for (Absorbed<O> absorbed : session.absorbed()) {
      out.withdraw(WINDOWING, absorbed.pane(), absorbed.window());
    }
    if (isSettled(state, session.start())) {
      WindowPane<O> silent = session.pane().withNothingPending();
      state.sessions.put(session.start(), session.withPane(silent).withAbsorbed(List.of()));
      return;
    }
    O value = combine.finish(session.accumulator(), session.window());
    WindowPane<O> pane = out.fire(WINDOWING, session.pane(), session.window(), value, timing);
    state.sessions.put(session.start(), session.withPane(pane).withAbsorbed(List.of()));
  }

  /** Panes of absorbed sessions are current until they are withdrawn, so they are emitted too. */
  @Override
  public void reemit(SessionState<A, O> state, PaneOutput<V, O> out) {
    for (Map.Entry<Long, Session<A, O>> live : state.sessions.entrySet()) {
      Session<A, O> session = live.getValue();
      WindowPane<O> pane = out.reemit(WINDOWING, session.pane(), session.window());
      live.setValue(session.withPane(pane).withAbsorbed(reemitted(session.absorbed(), out)));
    }
  }

  private static <V, O> List<Absorbed<O>> reemitted(
      List<Absorbed<O>> absorbed, PaneOutput<V, O> out) {
    return absorbed.stream()
        .map(a -> new Absorbed<>(a.window(), out.reemit(WINDOWING, a.pane(), a.window())))
        .toList();
  }

  @Override
  public void fireDue(SessionState<A, O> state, long now, PaneOutput<V, O> out) {
    if (state.sessions.values().stream().noneMatch(session -> dueAt(state, session) <= now)) {
      return;
    }
    for (Session<A, O> session : List.copyOf(state.sessions.values())) {
      if (dueAt(state, session) <= now) {
        fire(state, session, isPast(state, session) ? Timing.LATE : Timing.EARLY, out);
      }
    }
  }

  @Override
  public Schedule schedule(SessionState<A, O> state) {
    long onTime = NEVER;
    long expiry = NEVER;
    long due = NEVER;
    for (Session<A, O> session : state.sessions.values()) {
      onTime = isPast(state, session) ? onTime : Math.min(onTime, session.end() - 1);
      expiry = Math.min(expiry, expiry(session.end()));
      due = Math.min(due, dueAt(state, session));
    }
    return new Schedule(onTime, expiry, due);
  }

  @Override
  public long oldestHeld(SessionState<A, O> state) {
    return state.sessions.isEmpty() ? NEVER : state.sessions.firstKey();
  }

  @Override
  public boolean isEmpty(SessionState<A, O> state) {
    return state.sessions.isEmpty();
  }
}
