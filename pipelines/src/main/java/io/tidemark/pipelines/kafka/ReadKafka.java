package io.tidemark.pipelines.kafka;

import io.tidemark.pipelines.decode.Decoders;
import io.tidemark.pipelines.decode.FutureLimit;
import io.tidemark.pipelines.decode.Received;
import io.tidemark.pipelines.decode.ReceivedCoder;
import java.util.Map;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads one topic, without end, as records that are decoded already, each at its event time.
 *
 * <pre>{@code
 * pipeline.apply(
 *     "ReadFeedback",
 *     ReadKafka.from("broker:9092", "user-feedback", "tidemark")
 *         .withWatermarkLimits(new WatermarkLimits(600_000, 1_800_000))
 *         .withConsumerProperties("/etc/tidemark/consumer.properties"));
 * }</pre>
 *
 * <p>The watermark is the least of the partitions', each kept by {@link EventTimePolicy}. Offsets
 * are committed to the group when the runner has made a checkpoint durable, never by Kafka's own
 * timer; a run that has no checkpoint starts at the group's offsets, and a new group at the
 * beginning ({@code auto.offset.reset} in the properties file changes that). Nothing is lost; after
 * a failure records may be read again.
 */
public final class ReadKafka extends PTransform<PBegin, PCollection<Received>> {
  /**
   * How long a call to the broker may take. Below the wait before the first checkpoint on Flink:
   * the runner's checkpoint of a source whose partitions are not known yet says that it has none,
   * and a job restored from that ends at once, successfully, with nothing read.
   */
  private static final int API_TIMEOUT_MILLIS = 20_000;

  private static final long serialVersionUID = 1L;

  /** Two minutes of delay, five of idleness: those of the performance stream. */
  private static final WatermarkLimits DEFAULT_LIMITS = new WatermarkLimits(120_000, 300_000);

  private final String bootstrapServers;
  private final String topic;
  private final String groupId;
  private final WatermarkLimits limits;
  private final FutureLimit futureLimit;
  private final Decoders decoders;
  private final SerializableFunction<Map<String, Object>, Consumer<byte[], byte[]>> consumers;

  private ReadKafka(
      String bootstrapServers,
      String topic,
      String groupId,
      WatermarkLimits limits,
      FutureLimit futureLimit,
      Decoders decoders,
      SerializableFunction<Map<String, Object>, Consumer<byte[], byte[]>> consumers) {
    this.bootstrapServers = bootstrapServers;
    this.topic = topic;
    this.groupId = groupId;
    this.limits = limits;
    this.futureLimit = futureLimit;
    this.decoders = decoders;
    this.consumers = consumers;
  }

  /**
   * Reads a topic.
   *
   * @param bootstrapServers {@code host:port}, several joined by commas
   * @param groupId the consumer group that offsets are committed to
   */
  public static ReadKafka from(String bootstrapServers, String topic, String groupId) {
    return new ReadKafka(
        checkNotBlank("bootstrapServers", bootstrapServers),
        checkNotBlank("topic", topic),
        checkNotBlank("groupId", groupId),
        DEFAULT_LIMITS,
        FutureLimit.DEFAULT,
        Decoders.standard(Decoders.DEFAULT_MAX_RECORD_BYTES),
        new ConsumerFromFile(null));
  }

  /** How long a partition holds the watermark back; 2 min and, when idle, 5 min by default. */
  public ReadKafka withWatermarkLimits(WatermarkLimits limits) {
    return new ReadKafka(
        bootstrapServers, topic, groupId, limits, futureLimit, decoders, consumers);
  }

  /** Event times beyond it do not count for the watermark; 1 h by default. */
  public ReadKafka withFutureLimit(FutureLimit futureLimit) {
    return new ReadKafka(
        bootstrapServers, topic, groupId, limits, futureLimit, decoders, consumers);
  }

  /** A longer record is {@code OVERSIZE}; bytes, at least 1, 1 MiB by default. */
  public ReadKafka withMaxRecordBytes(int maxRecordBytes) {
    return new ReadKafka(
        bootstrapServers,
        topic,
        groupId,
        limits,
        futureLimit,
        Decoders.standard(maxRecordBytes),
        consumers);
  }

  /**
   * Any property of Kafka's consumer, from a Java properties file: {@code security.protocol},
   * {@code sasl.jaas.config}, {@code isolation.level} … Null adds nothing.
   */
  public ReadKafka withConsumerProperties(@Nullable String file) {
    return withConsumers(new ConsumerFromFile(file));
  }

  ReadKafka withConsumers(
      SerializableFunction<Map<String, Object>, Consumer<byte[], byte[]>> consumers) {
    return new ReadKafka(
        bootstrapServers, topic, groupId, limits, futureLimit, decoders, consumers);
  }

  @Override
  public PCollection<Received> expand(PBegin begin) {
    return begin
        .apply(
            "Poll",
            KafkaIO.<Void, Received>read()
                .withBootstrapServers(bootstrapServers)
                .withTopic(topic)
                .withKeyDeserializer(new NoKeyProvider())
                .withValueDeserializer(new DecodingDeserializerProvider(decoders))
                .withConsumerConfigUpdates(
                    Map.of(
                        ConsumerConfig.GROUP_ID_CONFIG,
                        groupId,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        API_TIMEOUT_MILLIS))
                .withConsumerFactoryFn(consumers)
                .withTimestampPolicyFactory(new EventTimePolicyFactory(limits, futureLimit))
                .commitOffsetsInFinalize())
        .apply("Locate", ParDo.of(new LocateFn()))
        .setCoder(ReceivedCoder.of());
  }

  private static String checkNotBlank(String name, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(
          name + " is \"" + value + "\"; a text that is not empty is needed");
    }
    return value;
  }

  /** Adds its place in Kafka to what the deserializer made. */
  private static final class LocateFn extends DoFn<KafkaRecord<Void, Received>, Received> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element KafkaRecord<Void, Received> record, OutputReceiver<Received> out) {
      out.output(
          record
              .getKV()
              .getValue()
              .at(record.getPartition(), record.getOffset(), record.getTimestamp()));
    }
  }
}
