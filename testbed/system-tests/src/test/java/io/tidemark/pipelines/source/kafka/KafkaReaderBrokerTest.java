package io.tidemark.pipelines.source.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.pipelines.options.KafkaReadOptions;
import io.tidemark.pipelines.options.RunnerOptions;
import io.tidemark.pipelines.options.TidemarkOptions;
import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.servers.EmbeddedKafka;
import io.tidemark.servers.WorkDirectory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Readers of health events on a real broker, with a max delay of 10 s. */
class KafkaReaderBrokerTest {
  private static final long DELAY = 10_000;
  private static final long EVENT = Instant.parse("2026-01-05T12:00:00Z").toEpochMilli();

  private static WorkDirectory directory;
  private static EmbeddedKafka kafka;

  private final List<KafkaReader> open = new ArrayList<>();

  /** Processing time that has been waited for, in milliseconds. */
  private long waited;

  @BeforeAll
  static void startBroker() {
    directory = WorkDirectory.create();
    kafka = EmbeddedKafka.start(directory);
  }

  @AfterAll
  static void stopBroker() throws Exception {
    kafka.close();
    directory.close();
  }

  @AfterEach
  void close() {
    open.forEach(KafkaReader::close);
  }

  @Test
  void abortedTransactionAtTheEndDoesNotHoldTheWatermark() throws Exception {
    kafka.createTopic("aborted", 1);
    send("aborted", 0, event(0));
    try (KafkaProducer<String, String> producer = producer("aborted-1")) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("aborted", 0, null, event(5)));
      producer.flush();
      producer.abortTransaction();
    }
    KafkaReader reader = reader("aborted", null, true);
    assertThat(read(reader, 1).size(), is(1));
    await(() -> !reader.advance() && reader.getCheckpointMark().partitions().get(0).offset() == 3);
    assertThat(reader.getWatermark().getMillis(), is(EVENT - DELAY));
    waited = 61_000;
    await(() -> reader.getWatermark().getMillis() > EVENT);
  }

  @Test
  void malformedRecordsDoNotHoldTheWatermark() throws Exception {
    kafka.createTopic("malformed", 2);
    KafkaReader reader = reader("malformed", null, true);
    send("malformed", 0, event(0));
    send("malformed", 1, "{");
    read(reader, 2);
    waited = 61_000;
    await(
        () -> {
          send("malformed", 1, "{");
          reader.advance();
          return reader.getWatermark().getMillis() > EVENT;
        });
  }

  @Test
  void addedPartitionIsReadFromItsBeginning() throws Exception {
    kafka.createTopic("added", 1);
    send("added", 0, event(0));
    KafkaReader reader = reader("added", null, true);
    read(reader, 1);
    try (Admin admin = kafka.admin()) {
      admin.createPartitions(Map.of("added", NewPartitions.increaseTo(2))).all().get();
    }
    send("added", 1, event(1));
    assertThat(read(reader, 1).get(0).raw().partition(), is(1));
  }

  @Test
  void topicThatIsMissingIsReadAsSoonAsItExists() throws Exception {
    KafkaReader reader = reader("missing", null, true);
    Thread.sleep(2_000);
    assertThat(reader.advance(), is(false));
    kafka.createTopic("missing", 1);
    send("missing", 0, event(0));
    assertThat(read(reader, 1).size(), is(1));
  }

  @Test
  void jobWithoutStateReadsAgainWhatOpenWindowsNeed() throws Exception {
    kafka.createTopic("restart", 1);
    send("restart", 0, event(0));
    send("restart", 0, event(1));
    KafkaReader lost = reader("restart", null, true);
    read(lost, 2);
    lost.getCheckpointMark().finalizeCheckpoint();
    lost.close();
    send("restart", 0, event(2));
    KafkaReader reader = reader("restart", null, true);
    List<Boolean> readBefore =
        read(reader, 3).stream().map(record -> record.raw().resumed().readBefore()).toList();
    assertThat(readBefore, is(List.of(true, true, false)));
    assertThat(reader.getWatermark().getMillis(), is(EVENT + 2_000 - DELAY));
  }

  private KafkaReader reader(String topic, KafkaMark mark, boolean replays) throws Exception {
    TidemarkOptions options = PipelineOptionsFactory.as(TidemarkOptions.class);
    options.setBootstrapServers(kafka.bootstrapServers());
    options.setHealthTopic(topic);
    options.as(KafkaReadOptions.class).setKafkaReadBatch(500);
    options.as(RunnerOptions.class).setRestateAfterRestart(replays);
    TopicSettings settings = TopicSettings.of(StreamRole.HEALTH, options);
    KafkaReader reader =
        new KafkaReader(
            new KafkaSource(StreamRole.HEALTH),
            settings,
            new ConsumerSettings(settings),
            mark,
            () -> System.currentTimeMillis() + waited);
    open.add(reader);
    assertThat(reader.start(), is(false));
    assertThat(reader.advance(), is(false));
    return reader;
  }

  private static void send(String topic, int partition, String value) throws Exception {
    try (KafkaProducer<String, String> producer = producer(null)) {
      producer.send(new ProducerRecord<>(topic, partition, null, value)).get();
    }
  }

  private static KafkaProducer<String, String> producer(String transactions) {
    Map<String, Object> settings =
        new HashMap<>(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()));
    if (transactions != null) {
      settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactions);
    }
    return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  private static String event(long seconds) {
    return """
        {"type":"system_health","id":"h-%d","timestamp":"%s","component":"gateway",\
        "status":"healthy"}"""
        .formatted(seconds, Instant.ofEpochMilli(EVENT + 1_000 * seconds));
  }

  private static List<DecodedRecord> read(KafkaReader reader, int count) throws Exception {
    List<DecodedRecord> read = new ArrayList<>();
    await(
        () -> {
          if (reader.advance()) {
            read.addAll(reader.getCurrent());
          }
          return read.size() >= count;
        });
    assertThat(read.size(), is(count));
    return read;
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (!condition.call()) {
      assertThat("in time", System.nanoTime() < deadline, is(true));
      Thread.sleep(20);
    }
  }
}
