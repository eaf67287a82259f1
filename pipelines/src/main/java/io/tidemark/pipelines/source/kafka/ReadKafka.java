package io.tidemark.pipelines.source.kafka;

import io.tidemark.pipelines.decode.Decoders;
import io.tidemark.pipelines.decode.FutureLimit;
import io.tidemark.pipelines.event.TelemetryEvent;
import io.tidemark.pipelines.options.KafkaReadOptions;
import io.tidemark.pipelines.record.Decoded;
import io.tidemark.pipelines.record.Decoded.Event;
import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.DecodedRecordCoder;
import io.tidemark.pipelines.record.RawRecord;
import io.tidemark.pipelines.source.kafka.PackRecords.Pack;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.kafka.DeserializerProvider;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.io.kafka.TimestampPolicyFactory;
import org.apache.beam.sdk.metrics.SourceMetrics;
import org.apache.beam.sdk.options.ExperimentalOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableBiFunction;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * Reads one topic, without end, as records that are decoded already. An element is one record or,
 * where {@link KafkaReadOptions} says so, many; its timestamp is their earliest event time.
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
public final class ReadKafka extends PTransform<PBegin, PCollection<List<DecodedRecord>>> {
  /**
   * How long a call to the broker may take. Below the wait before the first checkpoint on Flink:
   * the runner's checkpoint of a source whose partitions are not known yet says that it has none,
   * and a job restored from that ends at once, successfully, with nothing read.
   */
  private static final int API_TIMEOUT_MILLIS = 20_000;

  /**
   * Records of one poll, where they are packed. What a poll does besides was a third of polling
   * with Kafka's 500. More than these, which a partition has in flight two or three times, are
   * moved about by the collector.
   */
  private static final int MOST_POLLED = 2_000;

  private static final long serialVersionUID = 1L;

  /** Two minutes of delay, five of idleness: those of the performance stream. */
  private static final WatermarkLimits DEFAULT_LIMITS = new WatermarkLimits(120_000, 300_000);

  private final Settings settings;

  private ReadKafka(Settings settings) {
    this.settings = settings;
  }

  /** The settings, of which each {@code with} changes one in a copy that nobody else has seen. */
  private static final class Settings implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String bootstrapServers;
    private final String topic;
    private final String groupId;
    private WatermarkLimits limits = DEFAULT_LIMITS;
    private FutureLimit futureLimit = FutureLimit.DEFAULT;
    private Decoders decoders = Decoders.standard(Decoders.DEFAULT_MAX_RECORD_BYTES);
    private HashSet<Class<? extends TelemetryEvent>> events = new HashSet<>();
    private SerializableFunction<Map<String, Object>, Consumer<byte[], byte[]>> consumers =
        new ConsumerFromFile(null);

    Settings(String bootstrapServers, String topic, String groupId) {
      this.bootstrapServers = checkNotBlank("bootstrapServers", bootstrapServers);
      this.topic = checkNotBlank("topic", topic);
      this.groupId = checkNotBlank("groupId", groupId);
    }

    Settings(Settings from) {
      this(from.bootstrapServers, from.topic, from.groupId);
      limits = from.limits;
      futureLimit = from.futureLimit;
      decoders = from.decoders;
      events = from.events;
      consumers = from.consumers;
    }
  }

  private ReadKafka with(java.util.function.Consumer<Settings> change) {
    Settings copy = new Settings(settings);
    change.accept(copy);
    return new ReadKafka(copy);
  }

  /**
   * Reads a topic.
   *
   * @param bootstrapServers {@code host:port}, several joined by commas
   * @param groupId the consumer group that offsets are committed to
   */
  public static ReadKafka from(String bootstrapServers, String topic, String groupId) {
    return new ReadKafka(new Settings(bootstrapServers, topic, groupId));
  }

  /** How long a partition holds the watermark back; 2 min and, when idle, 5 min by default. */
  public ReadKafka withWatermarkLimits(WatermarkLimits limits) {
    return with(copy -> copy.limits = limits);
  }

  /** Event times beyond this limit do not count for the watermark; 1 h by default. */
  public ReadKafka withFutureLimit(FutureLimit futureLimit) {
    return with(copy -> copy.futureLimit = futureLimit);
  }

  /** A longer record is {@code OVERSIZE}; in bytes, at least 1, 1 MiB by default. */
  public ReadKafka withMaxRecordBytes(int maxRecordBytes) {
    return withDecoders(Decoders.standard(maxRecordBytes));
  }

  /** Sets what the values are decoded by. */
  public ReadKafka withDecoders(Decoders decoders) {
    return with(copy -> copy.decoders = decoders);
  }

  /**
   * The events that belong on the topic; none by default. Where many records are one element, those
   * of these events that are certain not to become dead letters leave without their bytes.
   */
  public ReadKafka withEvents(Set<Class<? extends TelemetryEvent>> events) {
    return with(copy -> copy.events = new HashSet<>(events));
  }

  /**
   * Any property of Kafka's consumer, from a Java properties file: {@code security.protocol},
   * {@code sasl.jaas.config}, {@code isolation.level} … Null adds nothing. Interceptors may find a
   * record's value as a {@link java.nio.ByteBuffer}.
   */
  public ReadKafka withConsumerProperties(@Nullable String file) {
    return withConsumers(new ConsumerFromFile(file));
  }

  ReadKafka withConsumers(
      SerializableFunction<Map<String, Object>, Consumer<byte[], byte[]>> consumers) {
    return with(copy -> copy.consumers = consumers);
  }

  @Override
  public PCollection<List<DecodedRecord>> expand(PBegin begin) {
    EventTimePolicyFactory policies =
        new EventTimePolicyFactory(settings.limits, settings.futureLimit);
    int batch = begin.getPipeline().getOptions().as(KafkaReadOptions.class).getKafkaReadBatch();
    if (batch > 1) {
      return begin.apply(
          "Poll",
          Read.from(
              new BatchedSource<>(
                  unboundedSource(
                      records(new DecodingDeserializerProvider(settings.decoders), policies)
                          .withConsumerConfigUpdates(packing(batch))),
                  batch,
                  new HandOn(Set.copyOf(settings.events)),
                  DecodedRecordCoder.of())));
    }
    return begin
        .apply(
            "Poll",
            records(
                new SingleRecords.DecodingProvider(settings.decoders),
                new SingleRecords.EventTimePolicies(policies)))
        .apply("Locate", ParDo.of(new LocateFn()))
        .setCoder(ListCoder.of(DecodedRecordCoder.of()));
  }

  private <V> KafkaIO.Read<Void, V> records(
      DeserializerProvider<V> values, TimestampPolicyFactory<Void, V> policies) {
    return KafkaIO.<Void, V>read()
        .withBootstrapServers(settings.bootstrapServers)
        .withTopic(settings.topic)
        .withKeyDeserializer(new NoKeyProvider())
        .withValueDeserializer(values)
        .withConsumerConfigUpdates(
            Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                settings.groupId,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                API_TIMEOUT_MILLIS))
        .withConsumerFactoryFn(settings.consumers)
        .withTimestampPolicyFactory(policies)
        .commitOffsetsInFinalize();
  }

  private static Map<String, Object> packing(int mostRecords) {
    return Map.of(
        ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
        PackRecords.class.getName(),
        PackRecords.MOST_RECORDS,
        mostRecords,
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
        MOST_POLLED);
  }

  /**
   * The source that KafkaIO reads with. It gives none away, so it is taken from a graph that
   * KafkaIO itself has built.
   */
  private static UnboundedSource<KafkaRecord<Void, List<DecodedRecord>>, ?> unboundedSource(
      KafkaIO.Read<Void, List<DecodedRecord>> read) {
    ExperimentalOptions options = PipelineOptionsFactory.as(ExperimentalOptions.class);
    ExperimentalOptions.addExperiment(options, "use_deprecated_read");
    Pipeline scratch = Pipeline.create(options);
    scratch.apply(read);
    SourceFinder finder = new SourceFinder();
    scratch.traverseTopologically(finder);
    return finder.found();
  }

  private static final class SourceFinder extends Pipeline.PipelineVisitor.Defaults {
    private @Nullable UnboundedSource<KafkaRecord<Void, List<DecodedRecord>>, ?> source;

    @Override
    @SuppressWarnings("unchecked") // The graph is that of one read with these types.
    public CompositeBehavior enterCompositeTransform(TransformHierarchy.Node node) {
      if (node.getTransform() instanceof Read.Unbounded<?> read) {
        source = (UnboundedSource<KafkaRecord<Void, List<DecodedRecord>>, ?>) read.getSource();
      }
      return CompositeBehavior.ENTER_TRANSFORM;
    }

    UnboundedSource<KafkaRecord<Void, List<DecodedRecord>>, ?> found() {
      if (source == null) {
        throw new IllegalStateException("KafkaIO was built without an unbounded source");
      }
      return source;
    }
  }

  private static String checkNotBlank(String name, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(
          name + " is \"" + value + "\"; a text that is not empty is needed");
    }
    return value;
  }

  /** Adds its place in Kafka to what the deserializer made. */
  private static DecodedRecord located(KafkaRecord<Void, ?> record, DecodedRecord received) {
    return received.at(record.getPartition(), record.getOffset(), record.getTimestamp());
  }

  private static final class LocateFn
      extends DoFn<KafkaRecord<Void, DecodedRecord>, List<DecodedRecord>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KafkaRecord<Void, DecodedRecord> record, OutputReceiver<List<DecodedRecord>> out) {
      out.output(List.of(located(record, record.getKV().getValue())));
    }
  }

  /**
   * What is needed of records. Their bytes are for the dead letters; an event of the topic's
   * streams that is neither behind the watermark nor in the future never becomes one.
   */
  record HandOn(Set<Class<? extends TelemetryEvent>> events)
      implements SerializableBiFunction<
          KafkaRecord<Void, List<DecodedRecord>>, Instant, List<DecodedRecord>> {

    @Override
    public List<DecodedRecord> apply(
        KafkaRecord<Void, List<DecodedRecord>> record, Instant watermark) {
      List<DecodedRecord> all = record.getKV().getValue();
      if (!(record.getHeaders() instanceof Pack)) {
        all = List.of(located(record, all.get(0)));
      }
      countRead(all);
      List<DecodedRecord> handedOn = new ArrayList<>(all.size());
      long latest = System.currentTimeMillis();
      for (DecodedRecord received : all) {
        RawRecord raw = received.raw();
        handedOn.add(
            isSafe(received, watermark.getMillis(), latest)
                ? received.onlyAt(raw.partition(), raw.offset())
                : received);
      }
      return handedOn;
    }

    /** KafkaIO has counted the first. */
    private static void countRead(List<DecodedRecord> all) {
      long bytes = 0;
      for (DecodedRecord received : all.subList(1, all.size())) {
        bytes += received.raw().bytes().length();
      }
      SourceMetrics.elementsRead().inc(all.size() - 1L);
      SourceMetrics.bytesRead().inc(bytes);
    }

    private boolean isSafe(DecodedRecord received, long earliest, long latest) {
      for (Decoded decoded : received.decoded()) {
        if (!isSafe(decoded, earliest, latest)) {
          return false;
        }
      }
      return true;
    }

    private boolean isSafe(Decoded decoded, long earliest, long latest) {
      return decoded instanceof Event event
          && events.contains(event.event().getClass())
          && event.event().timestampMillis() >= earliest
          && event.event().timestampMillis() <= latest;
    }
  }
}
