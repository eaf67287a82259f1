package io.tidemark.pipelines.decode;

import io.tidemark.deadletter.DeadLetter;
import io.tidemark.deadletter.DeadLetterCoder;
import io.tidemark.deadletter.Reason;
import io.tidemark.pipelines.decode.Decoded.Event;
import io.tidemark.pipelines.decode.Decoded.Rejected;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.PerformanceMetricsCoder;
import io.tidemark.pipelines.event.SystemHealth;
import io.tidemark.pipelines.event.SystemHealthCoder;
import io.tidemark.pipelines.event.TelemetryEvent;
import io.tidemark.pipelines.event.UserFeedback;
import io.tidemark.pipelines.event.UserFeedbackCoder;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Instant;

/**
 * Sends every event to the output of its type, at its event time, and everything else to the dead
 * letters: what could not be decoded, and events too far in the future.
 *
 * <pre>{@code
 * PCollectionTuple routed = received.apply("Route", RouteEvents.within(FutureLimit.DEFAULT));
 * PCollection<Sourced<UserFeedback>> feedback = routed.get(RouteEvents.FEEDBACK);
 * PCollection<DeadLetter> rejected = routed.get(RouteEvents.DEAD_LETTERS);
 * }</pre>
 *
 * <p>Counters (namespace {@code tidemark}): {@code read} records in; {@code decoded_performance},
 * {@code decoded_feedback}, {@code decoded_health} events out; {@code dead_letters_malformed} and
 * so on by reason. What is decoded or set aside adds up to what was read, as long as one record
 * holds one event.
 *
 * <p>An event that arrives behind the watermark keeps its event time; whether it is droppably late
 * is judged where it is windowed.
 */
public final class RouteEvents extends PTransform<PCollection<Received>, PCollectionTuple> {
  private static final long serialVersionUID = 1L;

  /** Requests to models. */
  public static final TupleTag<Sourced<PerformanceMetrics>> PERFORMANCE =
      new TupleTag<>("performance") {};

  /** What people thought of answers. */
  public static final TupleTag<Sourced<UserFeedback>> FEEDBACK = new TupleTag<>("feedback") {};

  /** How components are doing. */
  public static final TupleTag<Sourced<SystemHealth>> HEALTH = new TupleTag<>("health") {};

  /** What was set aside, with its reason. */
  public static final TupleTag<DeadLetter> DEAD_LETTERS = new TupleTag<>("deadLetters") {};

  /** The step named in the dead letters. */
  static final String STEP = "Decode";

  private final FutureLimit futureLimit;
  private final Clock clock;

  private RouteEvents(FutureLimit futureLimit, Clock clock) {
    this.futureLimit = futureLimit;
    this.clock = clock;
  }

  /** Routes events whose event time is within the limit of processing time. */
  public static RouteEvents within(FutureLimit futureLimit) {
    return within(futureLimit, Clock.systemUTC());
  }

  /** The clock tells processing time; it must be serializable, as those of the JDK are. */
  static RouteEvents within(FutureLimit futureLimit, Clock clock) {
    return new RouteEvents(futureLimit, clock);
  }

  @Override
  public PCollectionTuple expand(PCollection<Received> received) {
    PCollectionTuple routed =
        received.apply(
            "SplitByType",
            ParDo.of(new RouteFn(futureLimit, clock))
                .withOutputTags(
                    PERFORMANCE, TupleTagList.of(FEEDBACK).and(HEALTH).and(DEAD_LETTERS)));
    routed.get(PERFORMANCE).setCoder(SourcedCoder.of(PerformanceMetricsCoder.of()));
    routed.get(FEEDBACK).setCoder(SourcedCoder.of(UserFeedbackCoder.of()));
    routed.get(HEALTH).setCoder(SourcedCoder.of(SystemHealthCoder.of()));
    routed.get(DEAD_LETTERS).setCoder(DeadLetterCoder.of());
    return routed;
  }

  private static final class RouteFn extends DoFn<Received, Sourced<PerformanceMetrics>> {
    private static final long serialVersionUID = 1L;
    private static final String NAMESPACE = "tidemark";

    private final FutureLimit futureLimit;
    private final Clock clock;
    private final Counter read = Metrics.counter(NAMESPACE, "read");
    private final Counter performance = Metrics.counter(NAMESPACE, "decoded_performance");
    private final Counter feedback = Metrics.counter(NAMESPACE, "decoded_feedback");
    private final Counter health = Metrics.counter(NAMESPACE, "decoded_health");
    private final Map<Reason, Counter> deadLetters = new EnumMap<>(Reason.class);

    RouteFn(FutureLimit futureLimit, Clock clock) {
      this.futureLimit = futureLimit;
      this.clock = clock;
      for (Reason reason : Reason.values()) {
        String name = "dead_letters_" + reason.name().toLowerCase(Locale.ROOT);
        deadLetters.put(reason, Metrics.counter(NAMESPACE, name));
      }
    }

    @ProcessElement
    public void process(@Element Received received, MultiOutputReceiver out) {
      read.inc();
      long nowMillis = clock.millis();
      for (Decoded decoded : received.decoded()) {
        Decoded checked = futureLimit.check(decoded, nowMillis);
        if (checked instanceof Event event) {
          route(event.event(), received.raw(), out);
        } else if (checked instanceof Rejected rejected) {
          deadLetters.get(rejected.reason()).inc();
          out.get(DEAD_LETTERS).output(deadLetter(rejected, received.raw()));
        }
      }
    }

    private void route(TelemetryEvent event, RawRecord raw, MultiOutputReceiver out) {
      Instant eventTime = new Instant(event.timestampMillis());
      if (event instanceof PerformanceMetrics metrics) {
        performance.inc();
        out.get(PERFORMANCE).outputWithTimestamp(new Sourced<>(metrics, raw), eventTime);
      } else if (event instanceof UserFeedback given) {
        feedback.inc();
        out.get(FEEDBACK).outputWithTimestamp(new Sourced<>(given, raw), eventTime);
      } else if (event instanceof SystemHealth state) {
        health.inc();
        out.get(HEALTH).outputWithTimestamp(new Sourced<>(state, raw), eventTime);
      }
    }

    private static DeadLetter deadLetter(Rejected rejected, RawRecord raw) {
      return new DeadLetter(
          rejected.reason(),
          STEP,
          rejected.error(),
          raw.value(),
          rejected.eventTimeMillis(),
          raw.topic(),
          raw.partition(),
          raw.offset(),
          0);
    }
  }
}
