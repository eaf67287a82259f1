package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.deadletter.DeadLetterCoder;
import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.PerformanceMetricsCoder;
import io.tidemark.pipelines.event.SystemHealth;
import io.tidemark.pipelines.event.SystemHealthCoder;
import io.tidemark.pipelines.event.TelemetryEvent;
import io.tidemark.pipelines.event.UserFeedback;
import io.tidemark.pipelines.event.UserFeedbackCoder;
import io.tidemark.pipelines.record.Decoded;
import io.tidemark.pipelines.record.Decoded.Event;
import io.tidemark.pipelines.record.Decoded.Rejected;
import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.RawRecord;
import io.tidemark.pipelines.record.WithSource;
import io.tidemark.pipelines.record.WithSourceCoder;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * Sends each event to the output of its type, and everything else to the dead letters: what could
 * not be decoded, and events too far in the future. The events of one type in an input element
 * leave as one element, whose timestamp is the earliest of their event times.
 *
 * <pre>{@code
 * PCollectionTuple routed = records.apply("Route", RouteEvents.within(FutureLimit.DEFAULT));
 * PCollection<List<WithSource<UserFeedback>>> feedback = routed.get(RouteEvents.FEEDBACK);
 * PCollection<DeadLetter> rejected = routed.get(RouteEvents.DEAD_LETTERS);
 * }</pre>
 *
 * <p>Counters (namespace {@code tidemark}): {@code read} counts records in; {@code
 * decoded_performance}, {@code decoded_feedback} and {@code decoded_health} count events out;
 * {@code dead_letters_malformed} and its siblings count dead letters by reason. Events and dead
 * letters add up to the records read, and more where a record has several events: each of them is
 * one event or one dead letter with bytes of its own. {@code skipped} and {@code skipped_REASON}
 * count what is in a record and was not meant to be an event. {@code fields_left_out} counts fields
 * that were cut or left out, because nothing is computed from them and they cannot be kept. {@code
 * unknown_latency}, {@code unknown_tokens} and {@code unknown_cost} count requests that do not have
 * that figure.
 *
 * <p>An event whose producer gave it no id gets one here, made of topic, partition, offset and its
 * number in the record. It is the same when the record is read again, and no producer can give it:
 * it has a character that is refused in ids.
 *
 * <p>An event that arrives behind the watermark keeps its event time. Whether it is droppably late
 * is judged where it is windowed.
 */
public final class RouteEvents
    extends PTransform<PCollection<List<DecodedRecord>>, PCollectionTuple> {
  private static final long serialVersionUID = 1L;

  /** Requests to models. */
  public static final TupleTag<List<WithSource<PerformanceMetrics>>> PERFORMANCE =
      new TupleTag<>("performance") {};

  /** What people thought of answers. */
  public static final TupleTag<List<WithSource<UserFeedback>>> FEEDBACK =
      new TupleTag<>("feedback") {};

  /** How components are doing. */
  public static final TupleTag<List<WithSource<SystemHealth>>> HEALTH = new TupleTag<>("health") {};

  /** What was set aside, with its reason. */
  public static final TupleTag<DeadLetter> DEAD_LETTERS = new TupleTag<>("deadLetters") {};

  /** The name of this step in dead letters. */
  static final String STEP = "Decode";

  private final FutureLimit futureLimit;
  private final Clock clock;
  private final @Nullable String topic;

  private RouteEvents(FutureLimit futureLimit, Clock clock, @Nullable String topic) {
    this.futureLimit = futureLimit;
    this.clock = clock;
    this.topic = topic;
  }

  /**
   * Returns the same transform for records that all come from this topic, so that it counts also
   * where a record is only a {@linkplain RawRecord#isPlace place}.
   */
  public RouteEvents from(String topic) {
    return new RouteEvents(futureLimit, clock, topic);
  }

  /** Returns the transform that accepts event times up to this limit ahead of processing time. */
  public static RouteEvents within(FutureLimit futureLimit) {
    return within(futureLimit, Clock.systemUTC());
  }

  /**
   * Returns the transform with another source of processing time.
   *
   * @param clock must be serializable, as those of the JDK are
   */
  static RouteEvents within(FutureLimit futureLimit, Clock clock) {
    return new RouteEvents(futureLimit, clock, null);
  }

  @Override
  public PCollectionTuple expand(PCollection<List<DecodedRecord>> records) {
    PCollectionTuple routed =
        records.apply(
            "SplitByType",
            ParDo.of(new RouteFn(futureLimit, clock, topic))
                .withOutputTags(
                    PERFORMANCE, TupleTagList.of(FEEDBACK).and(HEALTH).and(DEAD_LETTERS)));
    routed
        .get(PERFORMANCE)
        .setCoder(ListCoder.of(WithSourceCoder.of(PerformanceMetricsCoder.of())));
    routed.get(FEEDBACK).setCoder(ListCoder.of(WithSourceCoder.of(UserFeedbackCoder.of())));
    routed.get(HEALTH).setCoder(ListCoder.of(WithSourceCoder.of(SystemHealthCoder.of())));
    routed.get(DEAD_LETTERS).setCoder(DeadLetterCoder.of());
    return routed;
  }

  private static final class RouteFn
      extends DoFn<List<DecodedRecord>, List<WithSource<PerformanceMetrics>>> {
    private static final long serialVersionUID = 1L;
    private static final String NAMESPACE = "tidemark";

    /** Why this step may set something aside. */
    private static final List<Reason> WHILE_DECODING =
        List.of(Reason.MALFORMED, Reason.INVALID, Reason.FUTURE, Reason.OVERSIZE);

    private final FutureLimit futureLimit;
    private final Clock clock;
    private final @Nullable String topic;
    private final Counter read = Metrics.counter(NAMESPACE, "read");
    private final Counter performance = Metrics.counter(NAMESPACE, "decoded_performance");
    private final Counter feedback = Metrics.counter(NAMESPACE, "decoded_feedback");
    private final Counter health = Metrics.counter(NAMESPACE, "decoded_health");
    private final Counter fieldsLeftOut = Metrics.counter(NAMESPACE, "fields_left_out");
    private final Counter unknownLatency = Metrics.counter(NAMESPACE, "unknown_latency");
    private final Counter unknownTokens = Metrics.counter(NAMESPACE, "unknown_tokens");
    private final Counter unknownCost = Metrics.counter(NAMESPACE, "unknown_cost");
    private final Counter skipped = Metrics.counter(NAMESPACE, "skipped");
    private final HashMap<String, Counter> skippedFor = new HashMap<>();
    private final Map<Reason, Counter> deadLetters = new EnumMap<>(Reason.class);
    private transient boolean hasShownZero;

    RouteFn(FutureLimit futureLimit, Clock clock, @Nullable String topic) {
      this.futureLimit = futureLimit;
      this.clock = clock;
      this.topic = topic;
      for (Reason reason : Reason.values()) {
        String name = "dead_letters_" + reason.name().toLowerCase(Locale.ROOT);
        deadLetters.put(reason, Metrics.counter(NAMESPACE, name));
      }
    }

    /** A sum over counters of which one does not exist yet is empty, and no alert fires on it. */
    @StartBundle
    public void showZero() {
      if (!hasShownZero) {
        WHILE_DECODING.forEach(reason -> deadLetters.get(reason).inc(0));
        hasShownZero = true;
      }
    }

    @ProcessElement
    public void process(@Element List<DecodedRecord> records, MultiOutputReceiver out) {
      Sorted sorted = new Sorted(records.size());
      long nowMillis = clock.millis();
      for (DecodedRecord record : records) {
        record.skipped().forEach(this::countSkipped);
        List<Decoded> outcomes = record.decoded();
        for (int i = 0; i < outcomes.size(); i++) {
          Decoded checked = futureLimit.check(outcomes.get(i), nowMillis);
          if (checked instanceof Event event) {
            count(event);
            sorted.add(identified(event.event(), record.raw(), i), record.raw(i));
          } else if (checked instanceof Rejected rejected) {
            deadLetters.get(rejected.reason()).inc();
            out.get(DEAD_LETTERS)
                .output(
                    record
                        .raw(i)
                        .deadLetter(
                            rejected.reason(), STEP, rejected.error(), rejected.eventTimeMillis()));
          }
        }
      }
      read.inc(records.size());
      emit(sorted.performance, performance, out.get(PERFORMANCE));
      emit(sorted.feedback, feedback, out.get(FEEDBACK));
      emit(sorted.health, health, out.get(HEALTH));
    }

    private void count(Event event) {
      if (event.fieldsLeftOut() > 0) {
        fieldsLeftOut.inc(event.fieldsLeftOut());
      }
      if (event.event() instanceof PerformanceMetrics request) {
        countUnknown(Double.isNaN(request.latencyMs()), unknownLatency);
        countUnknown(Double.isNaN(request.cost()), unknownCost);
        countUnknown(!request.usage().isKnown(), unknownTokens);
      }
    }

    private void countSkipped(String reason, int number) {
      skipped.inc(number);
      skippedFor
          .computeIfAbsent(reason, word -> Metrics.counter(NAMESPACE, "skipped_" + word))
          .inc(number);
    }

    private static void countUnknown(boolean unknown, Counter counter) {
      if (unknown) {
        counter.inc();
      }
    }

    private TelemetryEvent identified(TelemetryEvent event, RawRecord raw, int number) {
      return event.id().isEmpty()
          ? event.withId(PlaceId.of(topic == null ? raw.topic() : topic, raw, number))
          : event;
    }

    private static <E extends TelemetryEvent> void emit(
        List<WithSource<E>> events, Counter counter, OutputReceiver<List<WithSource<E>>> out) {
      if (!events.isEmpty()) {
        long earliest = Long.MAX_VALUE;
        for (WithSource<E> event : events) {
          earliest = Math.min(earliest, event.event().timestampMillis());
        }
        counter.inc(events.size());
        out.outputWithTimestamp(events, new Instant(earliest));
      }
    }

    /** The events of one element, by type. */
    private static final class Sorted {
      final List<WithSource<PerformanceMetrics>> performance;
      final List<WithSource<UserFeedback>> feedback = new ArrayList<>(0);
      final List<WithSource<SystemHealth>> health = new ArrayList<>(0);

      Sorted(int records) {
        performance = new ArrayList<>(records);
      }

      void add(TelemetryEvent event, RawRecord raw) {
        if (event instanceof PerformanceMetrics metrics) {
          performance.add(new WithSource<>(metrics, raw));
        } else if (event instanceof UserFeedback feedbackEvent) {
          feedback.add(new WithSource<>(feedbackEvent, raw));
        } else if (event instanceof SystemHealth healthEvent) {
          health.add(new WithSource<>(healthEvent, raw));
        }
      }
    }
  }
}
