package io.tidemark.pipelines.sink.kafka;

import static io.tidemark.change.ChangeKind.DELETE;
import static io.tidemark.change.ChangeKind.INSERT;
import static io.tidemark.change.ChangeKind.UPDATE_AFTER;
import static io.tidemark.change.ChangeKind.UPDATE_BEFORE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeKind;
import io.tidemark.change.Revision;
import io.tidemark.pipelines.Counters;
import io.tidemark.pipelines.anomaly.AnomalyTable;
import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.deadletter.DeadLetterCoder;
import io.tidemark.pipelines.deadletter.ProcessorInstance;
import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.options.OrderOptions;
import io.tidemark.pipelines.row.Entry;
import io.tidemark.pipelines.row.Load;
import io.tidemark.pipelines.row.LoadCoders;
import io.tidemark.pipelines.row.Row;
import io.tidemark.pipelines.row.RowCoder;
import io.tidemark.pipelines.series.SeriesKey;
import io.tidemark.pipelines.sink.kafka.client.KafkaConfig;
import io.tidemark.pipelines.sink.kafka.client.Publisher;
import io.tidemark.pipelines.sink.kafka.client.TopicRecord;
import io.tidemark.pipelines.sink.kafka.client.TopicRecord.TopicRecordCoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteChangelogTest {

  /** What the producers of a pipeline sent, in order; the pipeline copies all but statics. */
  private static final List<ProducerRecord<byte[], byte[]>> SENT =
      Collections.synchronizedList(new ArrayList<>());

  /** What was handed on to be published exactly once. */
  private static final List<ProducerRecord<byte[], byte[]>> EMITTED =
      Collections.synchronizedList(new ArrayList<>());

  private static final KafkaConfig KAFKA = KafkaConfig.of("nowhere:9092");

  @BeforeEach
  void nothingSent() {
    SENT.clear();
    EMITTED.clear();
  }

  private static Producer<byte[], byte[]> producer(Map<String, Object> properties) {
    assertThat(properties.get("bootstrap.servers"), is("nowhere:9092"));
    return new MockProducer<>(true, new ByteArraySerializer(), new ByteArraySerializer()) {
      @Override
      public synchronized java.util.concurrent.Future<
              org.apache.kafka.clients.producer.RecordMetadata>
          send(
              ProducerRecord<byte[], byte[]> record,
              org.apache.kafka.clients.producer.Callback callback) {
        SENT.add(record);
        return super.send(record, callback);
      }
    };
  }

  private static TimestampedValue<KV<SeriesKey, Revision<Load>>> inserted(
      String component, long events, long version) {
    return at(component, new Revision<>(null, change(INSERT, events, version), 0));
  }

  private static TimestampedValue<KV<SeriesKey, Revision<Load>>> updated(
      String component, long before, long replacedVersion, long after, long version) {
    return at(
        component,
        new Revision<>(
            change(UPDATE_BEFORE, before, version),
            change(UPDATE_AFTER, after, version + 1),
            replacedVersion));
  }

  private static TimestampedValue<KV<SeriesKey, Revision<Load>>> deleted(
      String component, long events, long replacedVersion, long version) {
    return at(component, new Revision<>(change(DELETE, events, version), null, replacedVersion));
  }

  private static TimestampedValue<KV<SeriesKey, Revision<Load>>> at(
      String component, Revision<Load> revision) {
    return TimestampedValue.of(
        KV.of(SeriesKey.of(component), revision), revision.window().maxTimestamp());
  }

  private static Change<Load> change(ChangeKind kind, long events, long version) {
    return Load.change(kind, Load.of(events), Load.NOON, version);
  }

  private static String brief(ProducerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return "tombstone";
    }
    String value = new String(record.value(), UTF_8);
    String before = value.replaceAll("\\{\"before\":(null|.*?\"updated_at\":\"[^\"]*\"}).*", "$1");
    String after = value.replaceAll(".*\"after\":(null|.*?\"updated_at\":\"[^\"]*\"}).*", "$1");
    return value.replaceAll(".*\"op\":\"(.)\".*", "$1") + " " + cells(before) + " " + cells(after);
  }

  private static String cells(String row) {
    return row.replaceAll(".*\"events\":(\\d+).*\"updated_at\":\"1970-01-01T(.*?)Z.*", "$1@$2");
  }

  @Test
  void revisionsOfEachKeyArePublishedInOrder() {
    TestStream.Builder<KV<SeriesKey, Revision<Load>>> stream =
        TestStream.create(LoadCoders.revisions());
    for (int i = 0; i < 20; i++) {
      stream = stream.addElements(inserted("c" + i, 1, 1_000_000));
    }
    for (int i = 0; i < 20; i++) {
      stream = stream.addElements(updated("c" + i, 1, 1_000_000, 2, 2_000_000));
    }
    for (int i = 0; i < 20; i++) {
      stream = stream.addElements(deleted("c" + i, 2, 2_000_001, 3_000_000));
    }
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    pipeline
        .apply(stream.advanceWatermarkToInfinity())
        .apply(
            WriteChangelog.to(Load.TABLE, "tidemark.health", KAFKA)
                .withProducers(WriteChangelogTest::producer));
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();

    Map<String, List<String>> byKey = new TreeMap<>();
    for (ProducerRecord<byte[], byte[]> record : SENT) {
      byKey
          .computeIfAbsent(new String(record.key(), UTF_8), k -> new ArrayList<>())
          .add(brief(record));
    }
    assertThat(
        byKey.values().stream().distinct().toList(),
        contains(
            contains(
                "c null 1@00:00:01.000",
                "u 1@00:00:01.000 2@00:00:02.000",
                "d 2@00:00:02.000 null",
                "tombstone")));
    assertThat(byKey.size(), is(20));
    assertThat(Counters.of(result), is(Map.of("changes_published", 80L)));
  }

  @Test
  void aRowThatTheTableDeletedAsStaleIsWithdrawnByTheSameRecordsAsAnyOther() {
    Row row = Load.TABLE.row(Entry.of(SeriesKey.of("c"), change(INSERT, 2, 2_000_001)));
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    pipeline
        .apply(Create.of(List.of(row)).withCoder(RowCoder.of(Load.TABLE)))
        .apply(
            WithdrawRows.from(Load.TABLE, "tidemark.health", KAFKA)
                .withProducers(WriteChangelogTest::producer));
    pipeline.run().waitUntilFinish();

    List<ProducerRecord<byte[], byte[]>> expected =
        new RevisionRecords<>(Load.TABLE, "tidemark.health")
            .of(SeriesKey.of("c"), new Revision<>(change(DELETE, 2, 2_000_002), null, 2_000_001));
    assertThat(
        SENT.stream().map(WriteChangelogTest::text).toList(),
        is(expected.stream().map(WriteChangelogTest::text).toList()));
  }

  @Test
  void exactlyOnceEmitsToTheByteWhatAtLeastOncePublishes() {
    TestStream<KV<SeriesKey, Revision<Load>>> stream =
        TestStream.create(LoadCoders.revisions())
            .addElements(inserted("c", 1, 1_000_000))
            .addElements(updated("c", 1, 1_000_000, 2, 2_000_000))
            .addElements(deleted("c", 2, 2_000_001, 3_000_000))
            .advanceWatermarkToInfinity();
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    PCollection<KV<SeriesKey, Revision<Load>>> revisions =
        pipeline.apply(stream).apply(Window.into(new GlobalWindows()));
    revisions.apply(
        WriteChangelog.to(Load.TABLE, "tidemark.health", KAFKA)
            .withProducers(WriteChangelogTest::producer));
    revisions
        .apply(
            ParDo.of(
                new PublishRevisionsFn<>(
                    new RevisionRecords<>(Load.TABLE, "tidemark.health"), new HandOnSink())))
        .setCoder(TopicRecordCoder.of())
        .apply(ParDo.of(new CollectFn()));
    pipeline.run().waitUntilFinish();

    assertThat(EMITTED.stream().map(WriteChangelogTest::text).toList(), is(published()));
    assertThat(SENT.size(), is(4));
  }

  private static List<String> published() {
    return SENT.stream().map(WriteChangelogTest::text).toList();
  }

  private static final class CollectFn extends DoFn<TopicRecord, Void> {
    @ProcessElement
    public void collect(@Element TopicRecord record) {
      EMITTED.add(record.to("tidemark.health"));
    }
  }

  private static String text(ProducerRecord<byte[], byte[]> record) {
    return new String(record.key(), UTF_8)
        + " "
        + (record.value() == null ? null : new String(record.value(), UTF_8))
        + record.headers();
  }

  @Test
  void whereARunnerKeepsOrderTheSameIsPublishedWithoutACell() {
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    PCollection<KV<SeriesKey, Revision<Load>>> revisions =
        pipeline.apply(
            TestStream.create(LoadCoders.revisions())
                .addElements(inserted("c", 1, 1_000_000))
                .addElements(deleted("d", 2, 2_000_001, 3_000_000))
                .advanceWatermarkToInfinity());
    for (boolean keepsOrder : List.of(false, true)) {
      pipeline.getOptions().as(OrderOptions.class).setKeepsOrderBetweenSteps(keepsOrder);
      revisions.apply(
          "Keeps" + keepsOrder,
          WriteChangelog.to(Load.TABLE, "order-" + keepsOrder, KAFKA)
              .withProducers(WriteChangelogTest::producer));
    }
    pipeline.run().waitUntilFinish();

    assertThat(publishedTo("order-true"), is(publishedTo("order-false")));
    assertThat(publishedTo("order-true").size(), is(3));
    assertThat(
        DoFnSignatures.getSignature(PublishInOrderFn.class).stateDeclarations().keySet(),
        is(empty()));
  }

  private static List<String> publishedTo(String topic) {
    return SENT.stream()
        .filter(record -> record.topic().equals(topic))
        .map(WriteChangelogTest::text)
        .sorted()
        .toList();
  }

  @Test
  void stepsThatPublishDeclareACellForTheSakeOfOrder() {
    assertThat(
        DoFnSignatures.getSignature(PublishRevisionsFn.class).stateDeclarations().keySet(),
        contains("order"));
    assertThat(
        DoFnSignatures.getSignature(PublishRevisionsFn.class).timerDeclarations().keySet(),
        is(empty()));
  }

  @Test
  void aTableThatSaysWhenARowWasInsertedIsRefused() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> WriteChangelog.to(AnomalyTable.create(List.of("model")), "t", KAFKA));
    assertThat(
        e.getMessage(),
        is(
            "table anomaly says when a row was inserted, which a revision does not know: use"
                + " WriteLatest"));
  }

  @Test
  void whenARowWasInsertedIsRememberedUntilItsWindowAndTheTimeKeptHavePassed() {
    Instant expiry = Instant.ofEpochMilli(Load.NOON).plus(Duration.standardMinutes(1 + 10));
    for (Duration after : List.of(Duration.millis(-1), Duration.ZERO)) {
      SENT.clear();
      TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
      pipeline
          .apply(
              TestStream.create(LoadCoders.changes())
                  .addElements(latest(INSERT, 1, 1_000_000))
                  .advanceWatermarkTo(expiry.plus(after))
                  .addElements(
                      latest(UPDATE_BEFORE, 1, 2_000_000), latest(UPDATE_AFTER, 2, 2_000_001))
                  .advanceWatermarkToInfinity())
          .apply(
              WriteLatest.to(Load.DATED, "t", KAFKA)
                  .withKeep(Duration.standardMinutes(10))
                  .withProducers(WriteChangelogTest::producer));
      pipeline.run().waitUntilFinish();

      // Past it, the row is inserted anew.
      String dated = after.equals(Duration.ZERO) ? "2" : "1";
      assertThat(
          SENT.stream()
              .map(record -> new String(record.value(), UTF_8))
              .map(row -> row.replaceAll(".*\"events\":(\\d+).*T(.*?)Z\".*", "$1@$2"))
              .toList(),
          contains("1@00:00:01.000", "2@00:00:0" + dated + ".000"));
    }
  }

  private static TimestampedValue<KV<SeriesKey, Change<Load>>> latest(
      ChangeKind kind, long events, long version) {
    Change<Load> change = change(kind, events, version);
    return TimestampedValue.of(KV.of(SeriesKey.of("c"), change), change.window().maxTimestamp());
  }

  @Test
  void deadLettersKeepTheirBytesAndCarryTheirFactsAsHeaders() {
    byte[] original = new byte[256];
    IntStream.range(0, 256).forEach(i -> original[i] = (byte) i);
    DeadLetter letter =
        new DeadLetter(
            Reason.LATE, "Performance/LATE", "behind by 3 min", original, 123L, "perf", 3, 77, 1);
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    pipeline
        .apply(Create.of(letter).withCoder(DeadLetterCoder.of()))
        .apply(
            WriteDeadLettersToKafka.to("tidemark.dead-letters", KAFKA)
                .withProducers(WriteChangelogTest::producer));
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    assertThat(Counters.of(result), is(Map.of("dead_letters_published", 1L)));

    ProducerRecord<byte[], byte[]> record = SENT.get(0);
    assertThat(record.topic(), is("tidemark.dead-letters"));
    assertThat(record.value(), is(original));
    assertThat(new String(record.key(), UTF_8), is(letter.id()));
    assertThat(
        StreamSupport.stream(record.headers().spliterator(), false)
            .map(header -> header.key() + "=" + new String(header.value(), UTF_8))
            .toList(),
        contains(
            "tidemark.id=" + letter.id(),
            "tidemark.reason=LATE",
            "tidemark.step=Performance/LATE",
            "tidemark.error=behind by 3 min",
            "tidemark.event_time=1970-01-01T00:00:00.123Z",
            "tidemark.topic=perf",
            "tidemark.partition=3",
            "tidemark.offset=77",
            "tidemark.retry_count=1",
            "tidemark.processor_instance=" + ProcessorInstance.name()));
  }

  @Test
  void recordThatTheBrokersDoNotTakeFailsTheBundle() throws IOException {
    MockProducer<byte[], byte[]> producer =
        new MockProducer<>(false, new ByteArraySerializer(), new ByteArraySerializer()) {
          @Override
          public synchronized void flush() {
            errorNext(new TimeoutException("expired"));
          }
        };
    try (Publisher publisher = new Publisher(producer)) {
      publisher.send(new ProducerRecord<>("t", "in/0/7/Decode".getBytes(UTF_8), new byte[10]));
      IOException failure = assertThrows(IOException.class, publisher::flush);
      assertThat(
          failure.getMessage(),
          is(
              "Kafka did not take the record in/0/7/Decode of 279 bytes for the topic t:"
                  + " expired"));
    }
  }

  @Test
  void propertiesOfTheFileAreTakenButNotThoseThatKeepOrder(@TempDir Path directory)
      throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("producer.properties"),
            "security.protocol=SSL\nacks=0\nlinger.ms=50\n");

    Map<String, Object> properties = KAFKA.withPropertiesFile(file.toString()).producerProperties();

    assertThat(properties.get("security.protocol"), is("SSL"));
    assertThat(properties.get("linger.ms"), is("50"));
    assertThat(properties.get("acks"), is("all"));
  }
}
