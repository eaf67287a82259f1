package io.tidemark.query.redrive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.query.deadletter.DeadLetterEndpoints;
import io.tidemark.query.deadletter.DeadLetterTable;
import io.tidemark.query.deadletter.Letter;
import io.tidemark.query.http.Endpoint;
import io.tidemark.query.http.Principal;
import io.tidemark.query.http.Reply;
import io.tidemark.query.http.Requests;
import io.tidemark.query.http.Scope;
import io.tidemark.query.postgres.QueryDatabase;
import io.tidemark.query.problem.ProblemException;
import io.tidemark.query.problem.ProblemType;
import io.tidemark.query.progress.PartitionReport;
import io.tidemark.query.progress.ProgressView;
import io.tidemark.query.progress.StreamProgress;
import io.tidemark.query.row.Stream;
import io.tidemark.servers.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Dead letters over the API, and their way back to a real broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedriveTest {
  private static final Instant NOW = Instant.parse("2026-01-05T12:00:00Z");
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Principal READER = new Principal("reader", EnumSet.of(Scope.READ));

  private QueryDatabase postgres;
  private EmbeddedKafka kafka;
  private List<Endpoint> endpoints;
  private Map<String, Object> settings;

  @BeforeAll
  void start() throws Exception {
    postgres = new QueryDatabase();
    kafka = EmbeddedKafka.start(postgres.directory());
    kafka.createTopic("perf-metrics", 1);
    postgres.execute("SELECT tidemark_ensure_partition('dead_letter', '" + NOW + "')");
    DeadLetterTable table = new DeadLetterTable(postgres.database());
    endpoints = new ArrayList<>(new DeadLetterEndpoints(table).all());
    endpoints.addAll(new RedriveEndpoints(postgres.database(), table, progress()).all());
    settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
  }

  @AfterAll
  void stop() {
    kafka.close();
    postgres.close();
  }

  @BeforeEach
  void forget() throws Exception {
    postgres.execute("TRUNCATE dead_letter, redrive, redrive_item");
  }

  /** Windows that end before NOW are final. */
  private static ProgressView progress() {
    return new ProgressView() {
      @Override
      public StreamProgress of(Stream stream) {
        return new StreamProgress(
            stream, "c", NOW.toEpochMilli(), 0L, 0L, StreamProgress.Source.PROGRESS, 0);
      }

      @Override
      public List<PartitionReport> partitions() {
        return List.of();
      }

      @Override
      public boolean isStale() {
        return false;
      }
    };
  }

  private String letter(
      int offset, String reason, String step, Instant eventTime, String topic, int retries)
      throws Exception {
    String id = topic + "/0/" + offset + "/" + step + "/0123456789abcdef";
    try (Connection connection = postgres.connect();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO dead_letter VALUES (?, ?::timestamptz + ? * interval '1 second', ?, ?,"
                    + " 'wrong', ?, ?::timestamptz, ?, 0, ?, ?, 'host-1')")) {
      insert.setString(1, id);
      insert.setString(2, NOW.minusSeconds(600).toString());
      insert.setInt(3, offset);
      insert.setString(4, reason);
      insert.setString(5, step);
      insert.setBytes(6, original(offset));
      insert.setString(7, eventTime == null ? null : eventTime.toString());
      insert.setString(8, topic);
      insert.setLong(9, offset);
      insert.setInt(10, retries);
      insert.execute();
    }
    return Letter.publicId(id);
  }

  private static byte[] original(int offset) {
    return ("<b>{" + offset + "\u0000}é").getBytes(StandardCharsets.UTF_8);
  }

  private Reply send(
      String method,
      String path,
      String id,
      Map<String, String> parameters,
      String key,
      String body) {
    return Requests.send(
        endpoints,
        method,
        path,
        id == null ? Map.of() : Map.of("id", id),
        parameters,
        key == null ? Map.of() : Map.of("Idempotency-Key", key),
        body,
        Principal.LOCAL,
        NOW);
  }

  private static JsonNode json(Reply reply) throws Exception {
    return MAPPER.readTree(reply.body());
  }

  private JsonNode redrive(String key, String body) throws Exception {
    return json(send("POST", "/v1/redrives", null, Map.of(), key, body));
  }

  private JsonNode awaitEnd(String id) throws Exception {
    long patience = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      JsonNode redrive = json(send("GET", "/v1/redrives/{id}", id, Map.of(), null, ""));
      if (!redrive.get("state").asText().equals("running")) {
        return redrive;
      }
      assertTrue(System.nanoTime() < patience, "still " + redrive);
      Thread.sleep(50);
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> records(long from) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition("perf-metrics", 0);
      consumer.assign(List.of(partition));
      consumer.seek(partition, from);
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
      return records;
    }
  }

  private long end() {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition("perf-metrics", 0);
      return consumer.endOffsets(List.of(partition)).get(partition);
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  @Test
  void lettersAreListedNewestFirstInPagesAndCounted() throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(0, letter(i, i == 2 ? "LATE" : "INVALID", "Decode", null, "perf-metrics", 0));
    }
    List<String> found = new ArrayList<>();
    Map<String, String> parameters = Map.of("limit", "2");
    while (true) {
      JsonNode page = json(send("GET", "/v1/dead-letters", null, parameters, null, ""));
      page.get("data").forEach(letter -> found.add(letter.get("id").asText()));
      if (page.get("page").get("next").isNull()) {
        break;
      }
      parameters = Map.of("limit", "2", "cursor", page.get("page").get("next").asText());
    }
    assertEquals(ids, found);
    JsonNode late = json(send("GET", "/v1/dead-letters", null, Map.of("reason", "LATE"), null, ""));
    assertEquals(1, late.get("data").size());
    JsonNode counts =
        json(send("GET", "/v1/dead-letters/counts", null, Map.of("by", "reason"), null, ""));
    assertEquals("INVALID", counts.get("data").get(0).get("reason").asText());
    assertEquals(4, counts.get("data").get(0).get("letters").asLong());
    assertThrows(
        ProblemException.class,
        () -> send("GET", "/v1/dead-letters/counts", null, Map.of("by", "id"), null, ""));
    assertThrows(
        ProblemException.class,
        () -> send("GET", "/v1/dead-letters", null, Map.of("cursor", "x"), null, ""));
  }

  @Test
  void theOriginalIsBytesForDownloadAndOnlyForItsScope() throws Exception {
    String id = letter(7, "INVALID", "Decode", NOW, "perf-metrics", 0);
    Reply original = send("GET", "/v1/dead-letters/{id}/original", id, Map.of(), null, "");
    assertArrayEquals(original(7), original.body());
    assertEquals("application/octet-stream", original.contentType());
    assertEquals("nosniff", original.headers().get("X-Content-Type-Options"));
    assertTrue(original.headers().get("Content-Disposition").startsWith("attachment"));
    assertTrue(json(send("GET", "/v1/dead-letters/{id}", id, Map.of(), null, "")).has("preview"));
    Reply forReader =
        Requests.send(
            endpoints,
            "GET",
            "/v1/dead-letters/{id}",
            Map.of("id", id),
            Map.of(),
            Map.of(),
            "",
            READER,
            NOW);
    assertFalse(json(forReader).has("preview"));
    assertEquals(
        Scope.ORIGINALS,
        endpoints.stream()
            .filter(one -> one.path().endsWith("/original"))
            .findFirst()
            .orElseThrow()
            .scope());
    for (String unknown : List.of("x", "", "%00", Letter.publicId("nothing"))) {
      assertThrows(
          ProblemException.class,
          () -> send("GET", "/v1/dead-letters/{id}", unknown, Map.of(), null, ""));
    }
  }

  @Test
  void aDryRunSaysWhatWouldBeRefusedAndSendsNothing() throws Exception {
    String fine = letter(1, "INVALID", "Decode", null, "perf-metrics", 0);
    String future = letter(2, "FUTURE", "Performance", NOW.plusSeconds(9), "perf-metrics", 2);
    String inTime = letter(3, "LATE", "Performance", NOW, "perf-metrics", 0);
    Map<String, String> refused =
        Map.of(
            letter(4, "LATE", "Performance", NOW.minusMillis(1), "perf-metrics", 0),
                "would-be-late-again",
            letter(5, "OVERSIZE", "Decode", null, "perf-metrics", 0), "too-large-again",
            letter(6, "MALFORMED", "Decode", null, "perf-metrics", 0),
                "malformed-again-unless-forced",
            letter(7, "REJECTED", "WriteRows/performance_window", null, "performance_window", 0),
                "a-row-and-not-an-input",
            letter(8, "INVALID", "Decode", null, "perf-metrics", 3), "sent-again-3-times",
            letter(9, "INVALID", "Decode", null, "file:/tmp/in.jsonl", 0), "not-read-from-a-topic",
            letter(10, "CONFLICT", "Performance", NOW, "perf-metrics", 0),
                "counted-with-another-content");
    long before = end();
    JsonNode answer = redrive(null, "{\"filter\":{}}");
    assertEquals("dry_run", answer.get("state").asText());
    assertEquals(10, answer.get("matched").asInt());
    assertEquals(3, answer.get("accepted").asInt());
    for (JsonNode one : answer.get("refused")) {
      assertEquals(refused.get(one.get("id").asText()), one.get("reason").asText());
    }
    JsonNode ids =
        redrive(
            null,
            "{\"ids\":[\""
                + fine
                + "\",\""
                + future
                + "\",\""
                + inTime
                + "\",\""
                + Letter.publicId("no")
                + "\"]}");
    assertEquals("unknown", ids.get("refused").get(0).get("reason").asText());
    assertEquals(4, redrive(null, "{\"filter\":{},\"force\":true}").get("accepted").asInt());
    assertEquals(before, end());
    assertEquals(List.of("0"), postgres.query("SELECT count(*) FROM redrive"));
  }

  @Test
  void lettersGoBackToTheirTopicOnceWithWhatTheyAre() throws Exception {
    Set<String> sent = new HashSet<>();
    for (int i = 0; i < 250; i++) {
      letter(i, "INVALID", "Decode", null, "perf-metrics", i % 2);
      sent.add(new String(original(i), StandardCharsets.UTF_8));
    }
    letter(300, "INVALID", "Decode", null, "no-such-topic", 0);
    long before = end();
    String body =
        "{\"filter\":{},\"dry_run\":false,\"rate_per_second\":500,\"note\":\"prices fixed\"}";
    JsonNode created = redrive("key-1", body);
    assertEquals("running", created.get("state").asText());
    assertEquals(created, redrive("key-1", body));
    ProblemException second = assertThrows(ProblemException.class, () -> redrive("key-2", body));
    assertEquals(ProblemType.REDRIVE_RUNNING, second.problem().type());
    ProblemException other =
        assertThrows(ProblemException.class, () -> redrive("key-1", body.replace("500", "400")));
    assertEquals(ProblemType.IDEMPOTENCY_CONFLICT, other.problem().type());
    String id = created.get("id").asText();
    JsonNode ended;
    try (Redriver redriver = new Redriver(postgres.database(), settings)) {
      redriver.start();
      ended = awaitEnd(id);
    }
    assertEquals("done", ended.get("state").asText());
    assertEquals(250, ended.get("items").get("published").asInt());
    assertEquals(1, ended.get("items").get("failed").asInt());
    List<ConsumerRecord<byte[], byte[]>> records = records(before);
    assertEquals(250, records.size());
    Set<String> received = new HashSet<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      received.add(new String(record.value(), StandardCharsets.UTF_8));
      String of = header(record, "tidemark.redrive.of");
      assertEquals(id, header(record, "tidemark.redrive.id"));
      int offset = Integer.parseInt(of.split("/")[2]);
      assertEquals(Integer.toString(offset % 2 + 1), header(record, "tidemark.retry_count"));
      assertArrayEquals(original(offset), record.value());
    }
    assertEquals(sent, received);
    assertEquals(created, redrive("key-1", body));
  }

  @Test
  void aLetterIsSentThreeTimesAtMost() throws Exception {
    String letter = letter(1, "INVALID", "Decode", null, "perf-metrics", 1);
    String body = "{\"ids\":[\"" + letter + "\"],\"dry_run\":false}";
    try (Redriver redriver = new Redriver(postgres.database(), settings)) {
      redriver.start();
      for (int i = 0; i < 2; i++) {
        awaitEnd(redrive("again-" + i, body).get("id").asText());
      }
    }
    JsonNode third = redrive("again-2", body);
    assertEquals("sent-again-3-times", third.get("refused").get(0).get("reason").asText());
    assertEquals("done", third.get("state").asText());
  }

  @Test
  void anotherProcessGoesOnWhereOneWasStoppedAndNothingIsSentAfterACancel() throws Exception {
    for (int i = 0; i < 30; i++) {
      letter(i, "INVALID", "Decode", null, "perf-metrics", 0);
    }
    long before = end();
    String id =
        redrive("k", "{\"filter\":{},\"dry_run\":false,\"rate_per_second\":5}").get("id").asText();
    try (Redriver first = new Redriver(postgres.database(), settings)) {
      first.start();
      while (end() < before + 5) {
        Thread.sleep(20);
      }
    }
    try (Redriver second = new Redriver(postgres.database(), settings)) {
      second.start();
      while (end() < before + 15) {
        Thread.sleep(20);
      }
      assertEquals(
          "cancelled",
          json(send("DELETE", "/v1/redrives/{id}", id, Map.of(), null, "")).get("state").asText());
    }
    long after = end();
    assertTrue(after < before + 30);
    Set<String> offsets = new HashSet<>();
    records(before).forEach(record -> offsets.add(header(record, "tidemark.redrive.of")));
    assertEquals(after - before, offsets.size());
    assertEquals(
        List.of(Long.toString(after - before)),
        postgres.query("SELECT count(*) FROM redrive_item WHERE state = 'published'"));
  }

  @Test
  void onlyLateOnesAreAConflictAndWrongRequestsAreNamed() throws Exception {
    String late = letter(1, "LATE", "Feedback", NOW.minusSeconds(1), "perf-metrics", 0);
    ProblemException again =
        assertThrows(
            ProblemException.class,
            () -> redrive("l", "{\"ids\":[\"" + late + "\"],\"dry_run\":false}"));
    assertEquals(ProblemType.WOULD_BE_LATE_AGAIN, again.problem().type());
    for (String wrong :
        List.of(
            "",
            "[]",
            "{",
            "{}",
            "{\"ids\":[]}",
            "{\"ids\":[1]}",
            "{\"ids\":[\"*\"]}",
            "{\"filter\":{},\"ids\":[\"YQ\"]}",
            "{\"filter\":{\"a\":1}}",
            "{\"filter\":3}",
            "{\"filter\":{\"from\":\"yesterday\"}}",
            "{\"filter\":{},\"rate_per_second\":501}",
            "{\"filter\":{},\"rate_per_second\":0}",
            "{\"filter\":{},\"dry_run\":\"no\"}",
            "{\"filter\":{\"reason\":\"'; DROP\"}}",
            "{\"filter\":{},\"other\":1}",
            "{\"filter\":{},\"note\":\"\\u0000\"}")) {
      ProblemException problem =
          assertThrows(ProblemException.class, () -> redrive("w", wrong), wrong);
      assertEquals(ProblemType.INVALID_PARAMETER, problem.problem().type(), wrong);
    }
    assertThrows(ProblemException.class, () -> redrive(null, "{\"filter\":{},\"dry_run\":false}"));
  }
}
