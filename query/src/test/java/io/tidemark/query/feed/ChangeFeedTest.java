package io.tidemark.query.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.query.progress.PartitionReports;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import io.tidemark.query.tier.HotLimits;
import io.tidemark.query.tier.HotTier;
import io.tidemark.servers.EmbeddedKafka;
import io.tidemark.servers.WorkDirectory;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The feed against a real broker. Each test has topics of its own prefix. */
@Timeout(120)
class ChangeFeedTest {
  private static final long MINUTE = 60_000;

  private static WorkDirectory directory;
  private static EmbeddedKafka kafka;

  private final long now = System.currentTimeMillis();
  private final RowKey window =
      RowKey.window("model=gpt,region=", now - 10 * MINUTE, now - 5 * MINUTE);
  private final PartitionReports reports = new PartitionReports();

  @BeforeAll
  static void start() {
    directory = WorkDirectory.create();
    kafka = EmbeddedKafka.start(directory);
  }

  @AfterAll
  static void stop() throws Exception {
    kafka.close();
    directory.close();
  }

  @Test
  void aPublishedRowCanBeRead() throws Exception {
    kafka.createTopic("read.performance", 3);
    try (Feeding feeding = feeding("read", null)) {
      publish("read", Stream.PERFORMANCE, window, null, 1, 1000);
      await(() -> events(feeding.hot, window).equals("1"));
      publish("read", Stream.PERFORMANCE, window, 1L, 2, 2000);
      await(() -> events(feeding.hot, window).equals("2"));
      assertTrue(feeding.hot.covers(Stream.PERFORMANCE, now - 60 * MINUTE + 20_000));
      assertFalse(feeding.hot.covers(Stream.PERFORMANCE, now - 61 * MINUTE));
    }
  }

  @Test
  void aTopicThatAppearsLaterIsReadFromItsBeginning() throws Exception {
    try (Feeding feeding = feeding("later", null)) {
      await(() -> feeding.feed.status().ready());
      kafka.createTopic("later.performance", 2);
      publish("later", Stream.PERFORMANCE, window, null, 7, 1000);
      await(() -> events(feeding.hot, window).equals("7"));
    }
  }

  @Test
  void recordsOfOthersAreCountedAndSkipped() throws Exception {
    kafka.createTopic("foreign.performance", 1);
    try (Producer<byte[], byte[]> producer = producer()) {
      for (String value :
          List.of("", "[]", "{", "7", "{\"before\":null,\"after\":null}", "{\"after\":{}}")) {
        producer.send(
            new ProducerRecord<>("foreign.performance", value.getBytes(StandardCharsets.UTF_8)));
      }
    }
    publish("foreign", Stream.PERFORMANCE, window, null, 3, 1000);
    try (Feeding feeding = feeding("foreign", null)) {
      await(() -> feeding.feed.status().ready());
      assertEquals("3", events(feeding.hot, window));
      assertEquals(6, feeding.feed.status().malformed());
      assertEquals(1, feeding.feed.status().applied());
    }
  }

  @Test
  void whatTheSnapshotHasIsReplacedOnlyByWhatIsNewer() throws Exception {
    kafka.createTopic("snapshot.performance", 1);
    RowKey onlyInStore = RowKey.window("model=old,region=", window.start(), window.end());
    publish("snapshot", Stream.PERFORMANCE, window, null, 1, 1000);
    publish("snapshot", Stream.PERFORMANCE, window, 1L, 2, 2000);
    Snapshot store =
        (stream, endAfter, rows) -> {
          if (stream == Stream.PERFORMANCE) {
            rows.accept(stored(window, 3, 3000));
            rows.accept(stored(onlyInStore, 9, 500));
          }
        };
    try (Feeding feeding = feeding("snapshot", store)) {
      await(() -> feeding.feed.status().ready());
      assertEquals("3", events(feeding.hot, window));
      assertEquals("9", events(feeding.hot, onlyInStore));
      publish("snapshot", Stream.PERFORMANCE, window, 3L, 4, 4000);
      await(() -> events(feeding.hot, window).equals("4"));
    }
  }

  @Test
  void anAnomalyThatIsWithdrawnIsNotServed() throws Exception {
    kafka.createTopic("withdrawn.anomalies", 1);
    RowKey key = new RowKey("model=gpt,region=", "error_rate", window.start(), window.end());
    String row =
        "{\"key\":\"model=gpt,region=\",\"metric\":\"error_rate\",\"window_start\":\"%s\",\"window_end\":\"%s\",\"z_score\":5.5}"
            .formatted(
                java.time.Instant.ofEpochMilli(key.start()),
                java.time.Instant.ofEpochMilli(key.end()));
    try (Feeding feeding = feeding("withdrawn", null);
        Producer<byte[], byte[]> producer = producer()) {
      producer.send(Published.record("withdrawn", Stream.ANOMALIES, key, row)).get();
      await(() -> feeding.hot.find(Stream.ANOMALIES, key).value().isPresent());
      assertEquals(row, json(feeding.hot.find(Stream.ANOMALIES, key).value()));
      producer.send(Published.record("withdrawn", Stream.ANOMALIES, key, null)).get();
      await(() -> feeding.hot.find(Stream.ANOMALIES, key).value().isEmpty());
    }
  }

  private Feeding feeding(String prefix, @Nullable Snapshot snapshot) {
    HotTier hot = new HotTier(HotLimits.DEFAULT, System::currentTimeMillis, new Deaf());
    ChangeFeed feed =
        new ChangeFeed(
            FeedSettings.of(Map.of("bootstrap.servers", kafka.bootstrapServers()), prefix),
            snapshot,
            List.of(hot),
            reports,
            System::currentTimeMillis);
    feed.start();
    return new Feeding(feed, hot);
  }

  private record Feeding(ChangeFeed feed, HotTier hot) implements AutoCloseable {
    @Override
    public void close() {
      feed.close();
    }
  }

  private void publish(
      String prefix, Stream stream, RowKey key, @Nullable Long before, long events, long version)
      throws Exception {
    String replaced =
        before == null ? null : Published.row(key, Pane.EARLY, before, version / 1000 - 1);
    String row = Published.row(key, Pane.EARLY, events, version / 1000);
    try (Producer<byte[], byte[]> producer = producer()) {
      producer
          .send(Published.record(prefix, stream, key, Published.envelope(replaced, row, version)))
          .get();
    }
  }

  private static StoredRow stored(RowKey key, long events, long version) {
    byte[] json =
        Published.row(key, Pane.EARLY, events, version / 1000).getBytes(StandardCharsets.UTF_8);
    return new StoredRow(Stream.PERFORMANCE, key, version, Pane.EARLY, "c0ffee00", json);
  }

  private static String events(HotTier hot, RowKey key) {
    String json = json(hot.find(Stream.PERFORMANCE, key).value());
    int at = json.indexOf("\"events\":");
    return at < 0 ? "" : json.substring(at + 9, json.indexOf(',', at));
  }

  private static String json(Optional<StoredRow> row) {
    return row.map(standing -> new String(standing.json(), StandardCharsets.UTF_8)).orElse("");
  }

  private static Producer<byte[], byte[]> producer() {
    Map<String, Object> properties = new HashMap<>();
    properties.put("bootstrap.servers", kafka.bootstrapServers());
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Waits until it is so; the test's own time limit ends it otherwise. */
  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(10);
    }
  }

  /** Nobody subscribes here. */
  private static final class Deaf implements ChangeListener {
    @Override
    public void begin() {}

    @Override
    public void ready(Position position) {}

    @Override
    public void applied(List<AppliedChange> changes, Position position) {}
  }
}
