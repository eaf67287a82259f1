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
 * Records in arrival order: 80 % performance, 15 % feedback, 5 % health, disturbed as the settings
 * say.
 *
 * <p>Events happen in the order of their sources; an arrival is at most 2 s and half the maximal
 * delay after its event, unless the record is of a kind that is later. Droppably late records come
 * only after the first {@value #WARM_UP}: before, there is no watermark to be behind. Whether one
 * is dropped is up to the pipeline's watermark: a reader that lags, or a bounded run, may still
 * accept it.
 *
 * <p>Cost: about 10 µs a record; the memory of the open sessions.
 */
public final class Generator implements Iterator<Generated> {
  static final int WARM_UP = 1_000;
  private static final int REMEMBERED = 256;
  private static final double MEAN_TRANSIT_MS = 150;
  private static final Duration AHEAD = Duration.ofDays(20_000);

  private final GeneratorSettings settings;
  private final List<EventSource> sources;
  private final Randomness random;
  private final Corruptor spoiler;
  private final InjectedCounts injected = new InjectedCounts();
  private final List<Generated> remembered = new ArrayList<>();
  private long emitted;

  public Generator(GeneratorSettings settings) {
    SplittableRandom root = new SplittableRandom(settings.seed());
    double rate = settings.eventRate();
    this.settings = settings;
    this.random = new Randomness(root.split());
    this.spoiler = new Corruptor(new Randomness(root.split()));
    this.sources =
        List.of(
            new Requests(
                new Randomness(root.split()),
                0.80 * rate,
                settings.start().toEpochMilli(),
                settings.models()),
            new Feedback(
                new Randomness(root.split()), 0.15 * rate, settings.thinkTime().toMillis() / 1e3),
            new Health(new Randomness(root.split()), 0.05 * rate));
  }

  /** What was generated so far. */
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
          case MALFORMED -> spoiler.malformed(event);
          case INVALID -> spoiler.invalid(draft);
          default -> form().bytes(event);
        };
    Generated record = new Generated(draft.feed(), draft.key(), bytes, kind, arrival);
    if (kind == Kind.REGULAR || kind == Kind.DISORDERED) {
      remember(record);
    }
    return record;
  }

  /** In milliseconds; negative for an event time ahead of its arrival. */
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

  private EventFormat form() {
    if (!random.chance(settings.foreignRatio())) {
      return EventFormat.NATIVE;
    }
    return random.chance(0.5) ? EventFormat.ENVELOPE : EventFormat.CLOUD_EVENT;
  }

  /** Keeps the latest valid records, any of which may come twice. */
  private void remember(Generated record) {
    if (remembered.size() < REMEMBERED) {
      remembered.add(record);
    } else {
      remembered.set(random.below(REMEMBERED), record);
    }
  }
}
