package io.tidemark.traffic.generate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;

/**
 * Generates records in the order of arrival: 80 % performance, 15 % feedback and 5 % health,
 * disturbed as the settings ask.
 *
 * <p>A record arrives at most 2 s, and at most half of the maximum delay, after its event, unless
 * it is of a kind that comes later. Droppably late records come only after the first {@value
 * #WARM_UP} records, because before there is no watermark to be behind. Whether such a record is
 * dropped depends on the watermark of the pipeline: a reader that lags, or a bounded run, may still
 * accept it.
 *
 * <p>Cost: about 10 µs for each record, and the memory of the open sessions.
 */
public final class Generator implements Iterator<Generated> {
  static final int WARM_UP = 1_000;
  private static final int REMEMBERED = 256;
  private static final double MEAN_TRANSIT_MS = 150;
  private static final Duration AHEAD = Duration.ofDays(20_000);

  private final GeneratorSettings settings;
  private final List<EventSource> sources;
  private final Randomness random;
  private final Corruptor corruptor;
  private final InjectedCounts injected = new InjectedCounts();
  private final List<Generated> remembered = new ArrayList<>();
  private long emitted;

  /** Creates a generator at its first record. */
  public Generator(GeneratorSettings settings) {
    SplittableRandom root = new SplittableRandom(settings.seed());
    double rate = settings.eventRate();
    this.settings = settings;
    this.random = new Randomness(root.split());
    this.corruptor = new Corruptor(new Randomness(root.split()));
    this.sources =
        List.of(
            new Requests(
                new Randomness(root.split()),
                0.80 * rate,
                settings.start().toEpochMilli(),
                settings.models(),
                settings.incidents()),
            new Feedback(
                new Randomness(root.split()), 0.15 * rate, settings.thinkTime().toMillis() / 1e3),
            new Health(new Randomness(root.split()), 0.05 * rate));
  }

  /** Returns what has been generated so far; it continues to count. */
  public InjectedCounts injected() {
    return injected;
  }

  @Override
  public boolean hasNext() {
    return emitted < settings.events();
  }

  @Override
  public Generated next() {
    if (!hasNext()) {
      throw new NoSuchElementException("all " + settings.events() + " records are generated");
    }
    EventSource source =
        sources.stream().min(Comparator.comparingDouble(EventSource::nextSeconds)).orElseThrow();
    long arrival = settings.start().toEpochMilli() + (long) (source.nextSeconds() * 1e3);
    Kind kind = kind();
    Generated record =
        kind == Kind.DUPLICATE ? duplicate(arrival) : record(source.next(), kind, arrival);
    injected.add(record.feed(), kind);
    emitted++;
    return record;
  }

  private Kind kind() {
    double left = random.uniform();
    for (Kind kind : Kind.values()) {
      if (kind != Kind.REGULAR) {
        left -= settings.ratio(kind);
        if (left < 0) {
          return possible(kind) ? kind : Kind.REGULAR;
        }
      }
    }
    return Kind.REGULAR;
  }

  private boolean possible(Kind kind) {
    return switch (kind) {
      case DUPLICATE -> !remembered.isEmpty();
      case DROPPABLY_LATE -> emitted >= WARM_UP;
      default -> true;
    };
  }

  private Generated duplicate(long arrival) {
    Generated first = remembered.get(random.below(remembered.size()));
    return new Generated(first.feed(), first.key(), first.bytes(), Kind.DUPLICATE, arrival);
  }

  private Generated record(Draft draft, Kind kind, long arrival) {
    ObjectNode event = draft.event();
    long eventTime = arrival - delay(kind, settings.tardiness(draft.feed()));
    event.put("timestamp", Instant.ofEpochMilli(eventTime).toString());
    byte[] bytes =
        switch (kind) {
          case MALFORMED -> corruptor.malformed(event);
          case INVALID -> corruptor.invalid(draft);
          default -> format().bytes(event);
        };
    Generated record = new Generated(draft.feed(), draft.key(), bytes, kind, arrival);
    if (kind == Kind.REGULAR || kind == Kind.DISORDERED) {
      remember(record);
    }
    return record;
  }

  /**
   * Returns how long after its event a record arrives, in milliseconds; negative if its event time
   * is ahead.
   */
  private long delay(Kind kind, Tardiness tardiness) {
    double uniform = random.uniform();
    return switch (kind) {
      case DISORDERED -> tardiness.disordered(uniform);
      case STRAGGLER -> tardiness.straggling(uniform);
      case DROPPABLY_LATE -> tardiness.droppable(uniform);
      case FUTURE -> -AHEAD.toMillis() - (long) (uniform * AHEAD.toMillis());
      default -> tardiness.transit(random.exponential(MEAN_TRANSIT_MS));
    };
  }

  private EventFormat format() {
    if (!random.chance(settings.foreignRatio())) {
      return EventFormat.NATIVE;
    }
    return random.chance(0.5) ? EventFormat.ENVELOPE : EventFormat.CLOUD_EVENT;
  }

  /** Keeps some of the valid records, any of which may come a second time. */
  private void remember(Generated record) {
    if (remembered.size() < REMEMBERED) {
      remembered.add(record);
    } else {
      remembered.set(random.below(REMEMBERED), record);
    }
  }
}
