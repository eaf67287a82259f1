package io.tidemark.traffic.generate;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What to generate. The same settings give the same records.
 *
 * <pre>{@code
 * new GeneratorSettings().seed(7).events(50_000).ratio(Kind.DUPLICATE, 0.01)
 * }</pre>
 *
 * <p>Defaults: seed 1, 10,000 records from 2026-01-05T00:00:00Z on, 50 records in each second of
 * event time, all models, and the ratios of {@link #defaultRatio}. Setters change this object and
 * return it; a value outside its range throws {@link IllegalArgumentException}.
 */
public final class GeneratorSettings {
  /**
   * The event time of the first event if none is set. It is fixed, so that files can be reproduced.
   */
  public static final Instant DEFAULT_START = Instant.parse("2026-01-05T00:00:00Z");

  private long seed = 1;
  private long events = 10_000;
  private Instant start = DEFAULT_START;
  private double eventRate = 50;
  private Duration thinkTime = Duration.ofMinutes(2);
  private double foreignRatio = 0.04;
  private List<ModelProfile> models = ModelProfile.ALL;
  private List<Incident> incidents = List.of();
  private final Map<Kind, Double> ratios = new EnumMap<>(Kind.class);
  private final Map<Feed, Tardiness> tardiness = new EnumMap<>(Feed.class);

  /**
   * Returns the share of a kind among all records, from 0 to 1, if none is set. REGULAR has none:
   * it is what remains.
   */
  public static double defaultRatio(Kind kind) {
    return switch (kind) {
      case REGULAR -> Double.NaN;
      case DISORDERED -> 0.05;
      case STRAGGLER -> 0.01;
      case DROPPABLY_LATE -> 0.002;
      case DUPLICATE -> 0.01;
      case MALFORMED -> 0.002;
      case INVALID -> 0.001;
      case FUTURE -> 0.0005;
    };
  }

  /** Sets the seed of all random numbers. */
  public GeneratorSettings seed(long value) {
    seed = value;
    return this;
  }

  /**
   * Sets the number of records, duplicates and bad ones included; {@link Long#MAX_VALUE} is
   * endless.
   */
  public GeneratorSettings events(long value) {
    check(value >= 0, "events", value, "0 or more");
    events = value;
    return this;
  }

  /** Sets the event time of the first event. */
  public GeneratorSettings start(Instant value) {
    start = value;
    return this;
  }

  /** Sets the mean number of records in each second of event time. */
  public GeneratorSettings eventRate(double value) {
    check(value > 0 && Double.isFinite(value), "event rate", value, "more than 0 per second");
    eventRate = value;
    return this;
  }

  /**
   * Sets the median time between two events of a session, at least 1 ms. Some pauses are 16 to 40
   * times as long, and one session in a hundred goes on for about 150 times as long.
   */
  public GeneratorSettings thinkTime(Duration value) {
    check(value.toMillis() > 0, "think time", value, "1 ms or more");
    thinkTime = value;
    return this;
  }

  /** Sets the share of records that are envelopes or CloudEvents, from 0 to 1. */
  public GeneratorSettings foreignRatio(double value) {
    check(value >= 0 && value <= 1, "foreign ratio", value, "0 to 1");
    foreignRatio = value;
    return this;
  }

  /** Sets the models that serve the requests, at least one. */
  public GeneratorSettings models(List<ModelProfile> value) {
    check(!value.isEmpty(), "models", value, "one or more");
    models = List.copyOf(value);
    return this;
  }

  /** Sets the times in which requests are not as usual; none by default. */
  public GeneratorSettings incidents(List<Incident> value) {
    incidents = List.copyOf(value);
    return this;
  }

  /** Sets the share of one kind among all records, from 0 to 1. */
  public GeneratorSettings ratio(Kind kind, double value) {
    check(kind != Kind.REGULAR, "ratio of", kind, "every other kind: regular is what remains");
    check(value >= 0 && value <= 1, kind + " ratio", value, "0 to 1");
    ratios.put(kind, value);
    return this;
  }

  /** Sets every ratio to 0, so that there are only regular events in the native form. */
  public GeneratorSettings undisturbed() {
    for (Kind kind : Kind.values()) {
      if (kind != Kind.REGULAR) {
        ratios.put(kind, 0.0);
      }
    }
    return foreignRatio(0);
  }

  /**
   * Sets how late the events of a feed may be for the pipeline, by which the generator aims its
   * late ones.
   */
  public GeneratorSettings tardiness(Feed feed, Tardiness value) {
    tardiness.put(feed, value);
    return this;
  }

  public long seed() {
    return seed;
  }

  public long events() {
    return events;
  }

  public Instant start() {
    return start;
  }

  public double eventRate() {
    return eventRate;
  }

  public Duration thinkTime() {
    return thinkTime;
  }

  public double foreignRatio() {
    return foreignRatio;
  }

  public List<ModelProfile> models() {
    return models;
  }

  public List<Incident> incidents() {
    return incidents;
  }

  public double ratio(Kind kind) {
    return ratios.getOrDefault(kind, defaultRatio(kind));
  }

  public Tardiness tardiness(Feed feed) {
    return tardiness.getOrDefault(feed, Tardiness.defaults(feed));
  }

  private static void check(boolean valid, String name, Object value, String allowed) {
    if (!valid) {
      throw new IllegalArgumentException(name + " " + value + ": allowed is " + allowed);
    }
  }
}
