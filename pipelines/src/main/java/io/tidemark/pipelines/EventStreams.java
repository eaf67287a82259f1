package io.tidemark.pipelines;

import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.decode.FutureLimit;
import io.tidemark.pipelines.decode.RouteEvents;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.SystemHealth;
import io.tidemark.pipelines.event.TelemetryEvent;
import io.tidemark.pipelines.event.UserFeedback;
import io.tidemark.pipelines.options.TidemarkOptions;
import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.WithSource;
import io.tidemark.pipelines.source.file.ReadJsonLines;
import io.tidemark.pipelines.source.kafka.ReadKafka;
import io.tidemark.pipelines.source.kafka.StreamRole;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;

/**
 * The input of the pipeline: three streams of valid events, many in one element, and the dead
 * letters of the inputs that are not among them.
 */
record EventStreams(
    PCollection<List<WithSource<PerformanceMetrics>>> performance,
    PCollection<List<WithSource<UserFeedback>>> feedback,
    PCollection<List<WithSource<SystemHealth>>> health,
    PCollection<DeadLetter> deadLetters) {

  /** Reads files if the options name some, otherwise Kafka. */
  static EventStreams read(Pipeline pipeline, TidemarkOptions options, Settings settings) {
    FutureLimit futureLimit = new FutureLimit(settings.maxFutureSkew().getMillis());
    if (options.getInput() != null) {
      PCollectionTuple routed =
          pipeline
              .apply(
                  "ReadFiles",
                  ReadJsonLines.from(options.getInput()).withDecoders(settings.decoders()))
              .apply("Route", RouteEvents.within(futureLimit));
      return new EventStreams(
          routed.get(RouteEvents.PERFORMANCE),
          routed.get(RouteEvents.FEEDBACK),
          routed.get(RouteEvents.HEALTH),
          routed.get(RouteEvents.DEAD_LETTERS));
    }
    return new Topics(pipeline, options, futureLimit).read();
  }

  /**
   * Reads each topic once. Each topic has a watermark of its own, so a stream takes its events from
   * topics of its own alone; two streams may have the same topic, which is read for the first of
   * them.
   */
  private static final class Topics {
    private final Pipeline pipeline;
    private final TidemarkOptions options;
    private final FutureLimit futureLimit;
    private final Map<String, PCollectionTuple> routed = new LinkedHashMap<>();
    private final List<PCollection<DeadLetter>> deadLetters = new ArrayList<>();

    Topics(Pipeline pipeline, TidemarkOptions options, FutureLimit futureLimit) {
      this.pipeline = pipeline;
      this.options = options;
      this.futureLimit = futureLimit;
    }

    EventStreams read() {
      for (StreamRole role : StreamRole.values()) {
        String topic = role.topic(options);
        if (topic != null) {
          add(topic, role);
        }
      }
      return new EventStreams(
          own(PerformanceMetrics.class, RouteEvents.PERFORMANCE, "Performance"),
          own(UserFeedback.class, RouteEvents.FEEDBACK, "Feedback"),
          own(SystemHealth.class, RouteEvents.HEALTH, "Health"),
          PCollectionList.of(deadLetters).apply("FlattenRejected", Flatten.pCollections()));
    }

    private void add(String topic, StreamRole role) {
      if (routed.containsKey(topic)) {
        return;
      }
      PCollection<List<DecodedRecord>> records =
          pipeline.apply("Read" + role.stepName(), ReadKafka.topicOf(role));
      PCollectionTuple split =
          records.apply("Route" + role.stepName(), RouteEvents.within(futureLimit).from(topic));
      routed.put(topic, split);
      deadLetters.add(split.get(RouteEvents.DEAD_LETTERS));
    }

    /**
     * Returns the events of a stream that are on a topic of its own. Those on other topics become
     * dead letters.
     */
    private <E extends TelemetryEvent> PCollection<List<WithSource<E>>> own(
        Class<E> event, TupleTag<List<WithSource<E>>> tag, String name) {
      List<String> topics = StreamRole.topicsOf(event, options);
      List<PCollection<List<WithSource<E>>>> own = new ArrayList<>();
      routed.forEach(
          (topic, split) -> {
            if (topics.contains(topic)) {
              own.add(split.get(tag));
            } else {
              deadLetters.add(
                  split
                      .get(tag)
                      .apply(
                          "Misrouted" + name + "On" + topic,
                          new Misrouted<>(String.join(" or ", topics))));
            }
          });
      return own.size() == 1
          ? own.get(0)
          : PCollectionList.of(own).apply("Flatten" + name, Flatten.pCollections());
    }
  }
}
