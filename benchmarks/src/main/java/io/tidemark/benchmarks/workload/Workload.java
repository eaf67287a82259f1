package io.tidemark.benchmarks.workload;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Events, and the windows that every side computes of them.
 *
 * @param fixed size of fixed windows; zero for none
 * @param sliding size of sliding windows; zero for none
 * @param period of the sliding windows
 */
public record Workload(String name, Input input, Duration fixed, Duration sliding, Duration period)
    implements Serializable {

  public static final Duration MAX_DELAY = Duration.ofMinutes(2);
  public static final Duration ALLOWED_LATENESS = Duration.ofMinutes(2);
  public static final Duration SESSION_GAP = Duration.ofMinutes(30);

  private static final long serialVersionUID = 1;

  /**
   * What is in the topic.
   *
   * @param kind of the events
   * @param keys models and regions, or users
   * @param hotShare part of the events that are of one key, 0 to 1; the rest is uniform
   * @param lateShare part of the events that come behind the watermark, within allowed lateness
   * @param span event time from the first to the last
   */
  public record Input(
      Kind kind, long events, int keys, double hotShare, double lateShare, Duration span)
      implements Serializable {
    private static final long serialVersionUID = 1;

    /** A million events an hour. */
    public static Input uniform(Kind kind, long events, int keys) {
      return new Input(kind, events, keys, 0, 0, Duration.ofMillis(events * 3_600 / 1_000));
    }
  }

  /** Which event. */
  public enum Kind {
    REQUEST,
    FEEDBACK,
    /** Four requests to one feedback. */
    BOTH
  }

  /** All, by name, each with this many events. */
  public static List<Workload> all(long events) {
    Input uniform = Input.uniform(Kind.REQUEST, events, 32);
    Input many = Input.uniform(Kind.REQUEST, events, 10_000);
    Input million = new Input(Kind.REQUEST, events, 1_000_000, 0, 0, MAX_DELAY); // open to the end
    Input zipf = new Input(Kind.REQUEST, events, 32, 0.5, 0, uniform.span());
    Input late = new Input(Kind.REQUEST, events, 32, 0, 0.01, uniform.span());
    return List.of(
        fixed("fixed", uniform),
        sliding("sliding", uniform, 15),
        sliding("sliding60", uniform, 60),
        sliding("sliding1440", uniform, 1_440),
        new Workload(
            "both", uniform, Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofMinutes(1)),
        new Workload(
            "sessions",
            Input.uniform(Kind.FEEDBACK, events, 100_000),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO),
        new Workload(
            "job",
            Input.uniform(Kind.BOTH, events, 32),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofMinutes(1)),
        fixed("keys320", Input.uniform(Kind.REQUEST, events, 320)),
        fixed("keys", many),
        fixed("million", million),
        fixed("zipf", zipf),
        fixed("late", late),
        sliding("late-sliding", late, 15));
  }

  private static Workload fixed(String name, Input input) {
    return new Workload(name, input, Duration.ofMinutes(5), Duration.ZERO, Duration.ZERO);
  }

  private static Workload sliding(String name, Input input, int minutes) {
    return new Workload(
        name, input, Duration.ZERO, Duration.ofMinutes(minutes), Duration.ofMinutes(1));
  }

  public boolean hasFixed() {
    return !fixed.isZero();
  }

  public boolean hasSliding() {
    return !sliding.isZero();
  }

  public boolean hasSessions() {
    return input.kind() != Kind.REQUEST;
  }

  /** The main job with its database: nothing to compare it with. */
  public boolean isMainJob() {
    return input.kind() == Kind.BOTH;
  }

  public boolean hasRequests() {
    return input.kind() != Kind.FEEDBACK;
  }

  /** What all Flink jobs add to Flink's settings: a million keys stand in RocksDB. */
  public Map<String, String> flinkSettings() {
    return input.keys() < 1_000_000
        ? Map.of()
        : Map.of("state.backend.type", "rocksdb", "taskmanager.memory.managed.size", "1g");
  }

  /** How many windows an event is in, summed over all events. */
  public long updates() {
    long overlap = hasSliding() ? sliding.dividedBy(period) : 1;
    return input.events() * (hasFixed() && hasSliding() ? overlap + 1 : overlap);
  }

  /** The piece of event time that all windows are made of, in milliseconds. */
  public long sliceMillis() {
    return hasSliding() ? period.toMillis() : fixed.toMillis();
  }
}
