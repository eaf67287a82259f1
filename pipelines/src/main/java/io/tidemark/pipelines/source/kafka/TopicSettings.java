package io.tidemark.pipelines.source.kafka;

import io.tidemark.pipelines.decode.Decoders;
import io.tidemark.pipelines.decode.FutureLimit;
import io.tidemark.pipelines.event.TelemetryEvent;
import io.tidemark.pipelines.options.Durations;
import io.tidemark.pipelines.options.KafkaReadOptions;
import io.tidemark.pipelines.options.RunnerOptions;
import io.tidemark.pipelines.options.TidemarkOptions;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptions;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How the topic of a stream is read, as the options of this run say. Streams that share the topic
 * share its watermark, which therefore waits for the slowest of them.
 *
 * @param bootstrapServers {@code host:port}, several joined by commas
 * @param group the consumer group that offsets are committed to
 * @param limits the greatest of the streams on the topic
 * @param futureLimit event times beyond it do not count for the watermark
 * @param decoders decode the values
 * @param events the events that belong on the topic
 * @param reachMillis how long before the watermark, in milliseconds, a window that can still change
 *     may begin; the greatest of the streams on the topic
 * @param batch an element with as many records takes no further ones; at least 1
 * @param replays whether an attempt that follows another reads again, without being told, what the
 *     other may have read behind its last checkpoint
 * @param consumerFile a file with further properties of the consumer; null for none
 * @param mayBeAbsent whether a topic that does not exist is idle, for its stream has another
 * @param reports where the progress of partitions is published; null for nowhere
 */
record TopicSettings(
    String bootstrapServers,
    String topic,
    String group,
    WatermarkLimits limits,
    FutureLimit futureLimit,
    Decoders decoders,
    Set<Class<? extends TelemetryEvent>> events,
    long reachMillis,
    int batch,
    boolean replays,
    @Nullable String consumerFile,
    boolean mayBeAbsent,
    @Nullable ReportSettings reports) {

  /** What the options say of the topic of a stream. */
  static TopicSettings of(StreamRole role, PipelineOptions pipelineOptions) {
    TidemarkOptions options = pipelineOptions.as(TidemarkOptions.class);
    String topic = role.topic(options);
    if (topic == null) {
      throw new IllegalArgumentException("no topic is given for " + role + ", so it is not read");
    }
    List<StreamRole> streams =
        Stream.of(StreamRole.values()).filter(any -> topic.equals(any.topic(options))).toList();
    List<WatermarkLimits> limits = streams.stream().map(any -> any.limits(options)).toList();
    String servers = options.getBootstrapServers();
    if (servers == null) {
      throw new IllegalArgumentException(
          "bootstrapServers is not given; topic " + topic + " needs HOST:PORT to be read from");
    }
    return new TopicSettings(
        servers,
        topic,
        options.getConsumerGroup(),
        new WatermarkLimits(
            limits.stream().mapToLong(WatermarkLimits::maxDelayMillis).max().orElseThrow(),
            limits.stream().mapToLong(WatermarkLimits::idleTimeoutMillis).max().orElseThrow()),
        new FutureLimit(Durations.millis(options.getMaxFutureSkew()).orElseThrow()),
        Decoders.of(options),
        streams.stream().map(StreamRole::event).collect(Collectors.toUnmodifiableSet()),
        streams.stream().mapToLong(any -> any.reachMillis(options)).max().orElseThrow(),
        options.as(KafkaReadOptions.class).getKafkaReadBatch(),
        options.as(RunnerOptions.class).getRestateAfterRestart(),
        options.getConsumerConfigFile(),
        StreamRole.topicsOf(role.event(), options).size() > 1,
        ReportSettings.of(options));
  }
}
