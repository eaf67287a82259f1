package io.tidemark.pipelines.source.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.pipelines.Counters;
import io.tidemark.pipelines.decode.Decoders;
import io.tidemark.pipelines.decode.Records;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.options.KafkaReadOptions;
import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.DecodedRecordCoder;
import io.tidemark.pipelines.record.RawRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.io.kafka.KafkaTimestampType;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.SourceMetrics;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PCollection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadKafkaTest {
  private static final String TOPIC = "perf-metrics";

  /** What the pipeline read, in this process. */
  private static final Set<String> READ = ConcurrentHashMap.newKeySet();

  @Test
  void nothingConnectsWhileThePipelineIsBuilt() {
    Pipeline pipeline = Pipeline.create();
    ReadKafka read =
        ReadKafka.from("nowhere.invalid:1", TOPIC, "tidemark")
            .withConsumers(
                config -> {
                  throw new AssertionError("a consumer was made");
                });
    PCollection<List<DecodedRecord>> received = pipeline.apply("Read", read);
    assertThat(received.getCoder(), is(ListCoder.of(DecodedRecordCoder.of())));
    assertThat(received.isBounded(), is(PCollection.IsBounded.UNBOUNDED));
  }

  @Test
  void recordsArriveDecodedWithTheirPlaceAtTheirEventTime() throws Exception {
    assertThat(
        readTwoRecords("--blockOnRun=false"),
        is(
            Set.of(
                "perf-metrics/0/0 {a=b} Event at 2026-01-05T12:34:56.789Z",
                "perf-metrics/0/1 {} Rejected at 2026-01-05T12:00:00.000Z")));
  }

  @Test
  void recordsArriveTheSameWhenAnElementHoldsSeveral() throws Exception {
    assertThat(
        readTwoRecords("--blockOnRun=false", "--kafkaReadBatch=500").stream()
            .map(text -> text.replaceAll(" at .*", ""))
            .collect(Collectors.toSet()),
        is(Set.of("perf-metrics/0/0 {a=b} Event", "perf-metrics/0/1 {} Rejected")));
  }

  /** As a source goes on that a savepoint holds from before there were packs. */
  @Test
  void recordsThatWereNotPackedArriveTheSame() throws Exception {
    run(config -> new TwoRecordsFn().apply(Map.of()), "--blockOnRun=false", "--kafkaReadBatch=500");
    assertThat(
        READ.stream().map(text -> text.replaceAll(" at .*", "")).collect(Collectors.toSet()),
        is(Set.of("perf-metrics/0/0 {a=b} Event", "perf-metrics/0/1 {} Rejected")));
  }

  @Test
  void everyRecordOfPackCountsAsRead() throws Exception {
    PipelineResult result = run(new TwoRecordsFn(), "--blockOnRun=false", "--kafkaReadBatch=500");
    assertThat(counted(result, SourceMetrics.elementsRead()), is(2L));
    long bytes = Records.PERFORMANCE.length() + "{".length();
    assertThat(counted(result, SourceMetrics.bytesRead()), is(bytes));
  }

  private static Long counted(PipelineResult result, Counter counter) {
    return Counters.of(result, counter.getName().getNamespace()).get(counter.getName().getName());
  }

  private static Set<String> readTwoRecords(String... arguments) throws Exception {
    run(new TwoRecordsFn(), arguments);
    return Set.copyOf(READ);
  }

  private static PipelineResult run(
      SerializableFunction<Map<String, Object>, Consumer<byte[], byte[]>> consumers,
      String... arguments)
      throws Exception {
    READ.clear();
    PipelineOptionsFactory.register(KafkaReadOptions.class);
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.fromArgs(arguments).create());
    pipeline
        .apply("Read", ReadKafka.from("b:1", TOPIC, "tidemark").withConsumers(consumers))
        .apply("Remember", ParDo.of(new RememberFn()));
    PipelineResult result = pipeline.run();
    for (int i = 0; i < 1_200 && READ.size() < 2; i++) {
      result.waitUntilFinish(Duration.millis(100));
    }
    result.cancel();
    return result;
  }

  @Test
  void bytesAreHandedOnWhereTheyMayBeNeededForADeadLetter() {
    long eventTime = Instant.parse("2026-01-05T12:34:56.789Z").getMillis();
    assertThat("in time", handedOn(Records.PERFORMANCE, eventTime).value().length, is(0));
    assertThat(
        "its place", handedOn(Records.PERFORMANCE, eventTime).toString(), is("/3/4 (0 bytes)"));
    assertThat("late", isWhole(Records.PERFORMANCE, eventTime + 1), is(true));
    assertThat("of another stream", isWhole(Records.FEEDBACK, eventTime), is(true));
    assertThat("not an event", isWhole("{", eventTime), is(true));
    String ahead = Records.PERFORMANCE.replace("2026-", "2926-");
    assertThat("in the future", isWhole(ahead, eventTime), is(true));
  }

  private static boolean isWhole(String json, long watermark) {
    return Arrays.equals(handedOn(json, watermark).value(), json.getBytes(StandardCharsets.UTF_8));
  }

  private static RawRecord handedOn(String json, long watermark) {
    List<DecodedRecord> received =
        new DecodingDeserializer(Decoders.standard(10_000))
            .deserialize(TOPIC, json.getBytes(StandardCharsets.UTF_8));
    return new ReadKafka.HandOn(Set.of(PerformanceMetrics.class))
        .apply(
            new KafkaRecord<>(TOPIC, 3, 4, 5, KafkaTimestampType.CREATE_TIME, null, null, received),
            Instant.ofEpochMilli(watermark))
        .get(0)
        .raw();
  }

  @Test
  void blankNamesAreRefused() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> ReadKafka.from("b:1", " ", "tidemark"));
    assertThat(e.getMessage(), is("topic is \" \"; a text that is not empty is needed"));
  }

  @Test
  void headersAreTextsWithNamesInLowerCase() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("CE_Id", "1".getBytes(StandardCharsets.UTF_8));
    headers.add("ce_id", "2".getBytes(StandardCharsets.UTF_8));
    headers.add("none", null);
    List<DecodedRecord> received =
        new DecodingDeserializer(Decoders.standard(100)).deserialize(TOPIC, headers, (byte[]) null);
    assertThat(
        received.get(0).at(3, 4, 5).raw(),
        is(new RawRecord(TOPIC, 3, 4, 5, Map.of("ce_id", "2"), new byte[0])));
  }

  @Test
  void propertiesInTheFileWin(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("consumer.properties");
    Files.writeString(file, "sasl.mechanism=PLAIN\nauto.offset.reset = latest\n");
    Map<String, Object> merged =
        new ConsumerFromFile(file.toString())
            .merged(Map.of("auto.offset.reset", "earliest", "group.id", "g"));
    assertThat(
        merged,
        is(Map.of("auto.offset.reset", "latest", "group.id", "g", "sasl.mechanism", "PLAIN")));
  }

  @Test
  void interceptorsInTheFileComeBeforeThoseOfThePipeline(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("consumer.properties");
    Files.writeString(file, "interceptor.classes=org.example.Tracing\n");
    Map<String, Object> merged =
        new ConsumerFromFile(file.toString()).merged(Map.of("interceptor.classes", "Own"));
    assertThat(merged, is(Map.of("interceptor.classes", "org.example.Tracing,Own")));
  }

  /** A job restored from before there were packs has a consumer without them. */
  @Test
  void valuesAreBuffersWhereRecordsArePacked() {
    ConsumerFromFile consumers = new ConsumerFromFile(null);
    assertThat(consumers.merged(Map.of("group.id", "g")), is(Map.of("group.id", "g")));
    assertThat(
        consumers.merged(Map.of(PackRecords.MOST_RECORDS, 500)).get("value.deserializer"),
        is(ByteBufferDeserializer.class.getName()));
  }

  @Test
  void propertiesThatThePipelineSetsAreRefused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("consumer.properties");
    Files.writeString(file, "enable.auto.commit=true\n");
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new ConsumerFromFile(file.toString()).merged(Map.of()));
    assertThat(
        e.getMessage(),
        is(
            "enable.auto.commit stands in the consumer properties "
                + file
                + "; it is set by the pipeline"));
  }

  @Test
  void missingFileOfPropertiesIsNamed() {
    Exception e =
        assertThrows(
            RuntimeException.class, () -> new ConsumerFromFile("/no/such.file").merged(Map.of()));
    assertThat(
        e.getMessage(), containsString("consumer properties /no/such.file cannot be read here"));
  }

  /** One partition with a request and a broken record. */
  private static final class TwoRecordsFn
      implements SerializableFunction<Map<String, Object>, Consumer<byte[], byte[]>> {
    @Override
    public Consumer<byte[], byte[]> apply(Map<String, Object> config) {
      TopicPartition partition = new TopicPartition(TOPIC, 0);
      MockConsumer<byte[], byte[]> consumer =
          new MockConsumer<>(OffsetResetStrategy.EARLIEST) {
            @Override
            public synchronized void assign(Collection<TopicPartition> assigned) {
              super.assign(assigned);
              updateBeginningOffsets(Map.of(partition, 0L));
              updateEndOffsets(Map.of(partition, 2L));
              addRecord(record(0, Records.PERFORMANCE, "a", "b"));
              addRecord(record(1, "{"));
            }

            @Override
            public synchronized ConsumerRecords<byte[], byte[]> poll(java.time.Duration timeout) {
              ConsumerRecords<byte[], byte[]> polled = super.poll(timeout);
              return polled.isEmpty() ? polled : PackRecordsTest.intercepted(polled, config);
            }
          };
      consumer.updatePartitions(TOPIC, List.of(new PartitionInfo(TOPIC, 0, null, null, null)));
      consumer.updateBeginningOffsets(new HashMap<>(Map.of(partition, 0L)));
      consumer.updateEndOffsets(new HashMap<>(Map.of(partition, 2L)));
      return consumer;
    }

    private static ConsumerRecord<byte[], byte[]> record(
        long offset, String value, String... header) {
      RecordHeaders headers = new RecordHeaders();
      if (header.length > 0) {
        headers.add(header[0], header[1].getBytes(StandardCharsets.UTF_8));
      }
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      return new ConsumerRecord<>(
          TOPIC,
          0,
          offset,
          Instant.parse("2026-01-05T12:00:00Z").getMillis(),
          TimestampType.CREATE_TIME,
          0,
          bytes.length,
          Arrays.copyOf(bytes, 1),
          bytes,
          headers,
          Optional.empty());
    }
  }

  private static final class RememberFn extends DoFn<List<DecodedRecord>, Void> {
    @ProcessElement
    public void process(@Element List<DecodedRecord> records, @Timestamp Instant at) {
      for (DecodedRecord received : records) {
        RawRecord raw = received.raw();
        READ.add(
            raw.topic()
                + "/"
                + raw.partition()
                + "/"
                + raw.offset()
                + " "
                + raw.headers()
                + " "
                + received.decoded().get(0).getClass().getSimpleName()
                + " at "
                + at);
      }
    }
  }
}
