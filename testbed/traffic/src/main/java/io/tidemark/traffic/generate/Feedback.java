package io.tidemark.traffic.generate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * The feedback of users, session by session. A session has 8 events on average. A few pause for
 * longer than the session gap and continue under the same id, and one in a hundred goes on for
 * hours.
 *
 * <p>All times scale with the think time. At its default of 2 minutes a long pause takes 32 to 80
 * minutes, and the longest sessions last about 5 hours.
 */
final class Feedback implements EventSource {
  private static final double EVENTS_PER_SESSION = 8;
  private static final double THINKS_PER_SESSION = 18;
  private static final double MARATHON = 0.01;
  private static final int MARATHON_EVENTS = 30;
  private static final double PAUSE = 0.03;

  private final Randomness random;
  private final double thinkSeconds;
  private final double sessionsPerSecond;
  private final PriorityQueue<Session> open =
      new PriorityQueue<>(
          Comparator.comparingDouble((Session s) -> s.nextSeconds).thenComparing(s -> s.number));
  private double nextSession;
  private long sessions;

  /**
   * Creates the source, with as many open sessions as there are on average.
   *
   * @param rate events per second
   * @param thinkSeconds median time between two events of a session
   */
  Feedback(Randomness random, double rate, double thinkSeconds) {
    this.random = random;
    this.thinkSeconds = thinkSeconds;
    this.sessionsPerSecond = rate / (EVENTS_PER_SESSION + MARATHON * MARATHON_EVENTS);
    long already = Math.round(sessionsPerSecond * THINKS_PER_SESSION * thinkSeconds);
    for (long i = 0; i < already; i++) {
      open.add(new Session(random.uniform() * 2 * thinkSeconds));
    }
    openUntilNext();
  }

  @Override
  public double nextSeconds() {
    return open.element().nextSeconds;
  }

  @Override
  public Draft next() {
    Session session = open.remove();
    ObjectNode event = session.event();
    if (session.advance()) {
      open.add(session);
    }
    openUntilNext();
    return new Draft(Feed.FEEDBACK, session.id(), event);
  }

  /**
   * Opens the sessions that begin before the next event, so that the head of the queue is the next
   * event of all.
   */
  private void openUntilNext() {
    while (open.isEmpty() || nextSession <= open.element().nextSeconds) {
      open.add(new Session(nextSession));
      nextSession += random.exponential(1 / sessionsPerSecond);
    }
  }

  private final class Session {
    private final long number = ++sessions;
    private final String user = "user-" + random.below(5_000);
    private final boolean marathon = random.chance(MARATHON);
    private int marathonEvents;
    private double nextSeconds;

    Session(double startSeconds) {
      nextSeconds = startSeconds;
    }

    String id() {
      return "s-" + number;
    }

    ObjectNode event() {
      ObjectNode event = Draft.event("user_feedback", random);
      event.put("session_id", id()).put("user_id", user);
      event.put("request_id", random.uuid().toString());
      boolean content = random.chance(0.8);
      if (random.chance(0.4)) {
        event.put("rating", (content ? 4 : 1) + 0.5 * random.below(3));
      }
      if (random.chance(0.5)) {
        event.put("liked", content);
      }
      event.put("task_completed", content || random.chance(0.3));
      event.put("response_edited", random.chance(0.15));
      event.put("response_regenerated", !content && random.chance(0.5));
      event.put("response_saved", content && random.chance(0.1));
      event.put("response_shared", content && random.chance(0.03));
      event.put("dwell_time_seconds", Draft.rounded(random.lognormal(20, 0.9)));
      return event;
    }

    /** Moves on to the next event and returns whether the session has one. */
    boolean advance() {
      nextSeconds += pauseSeconds();
      return marathon ? ++marathonEvents < MARATHON_EVENTS : !random.chance(1 / EVENTS_PER_SESSION);
    }

    private double pauseSeconds() {
      if (marathon) {
        return thinkSeconds * (4 + 2 * random.uniform());
      }
      return random.chance(PAUSE)
          ? thinkSeconds * (16 + 24 * random.uniform())
          : random.lognormal(thinkSeconds, 0.8);
    }
  }
}
