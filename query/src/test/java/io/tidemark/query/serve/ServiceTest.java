package io.tidemark.query.serve;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.query.feed.Published;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.Stream;
import io.tidemark.servers.EmbeddedKafka;
import io.tidemark.servers.WorkDirectory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole service on a real broker, asked over HTTP; there is no database. */
class ServiceTest {
  private static final String PREFIX = "tidemark";
  private static final Pattern URL = Pattern.compile("listening on (\\S+)");
  private static final long MINUTE = 60_000;

  @TempDir Path directory;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> said = new ArrayList<>();

  private Service start(EmbeddedKafka kafka, boolean warm) throws Exception {
    Settings settings =
        new Settings(
            "127.0.0.1",
            0,
            new Settings.Kafka(kafka.bootstrapServers(), PREFIX, null, null),
            null,
            Map.of(),
            64L << 20,
            Duration.ofHours(1),
            warm
                ? new Settings.Warm(directory.resolve("warm"), 64L << 20, Duration.ofDays(7))
                : null,
            null,
            List.of(),
            null);
    said.clear();
    return Service.start(
        settings,
        line -> {
          synchronized (said) {
            said.add(line);
          }
        });
  }

  private String url() {
    synchronized (said) {
      Matcher listening = URL.matcher(String.join("\n", said));
      assertThat(listening.find(), is(true));
      return listening.group(1);
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(url() + path)).build(), BodyHandlers.ofString());
  }

  private void awaitReady() throws Exception {
    long patience = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (get("/readyz").statusCode() != 200) {
      assertThat("ready in time", System.nanoTime() < patience, is(true));
      Thread.sleep(50);
    }
  }

  private JsonNode rows(long from) throws Exception {
    String path = "/v1/windows/performance?computation=all&from=" + Instant.ofEpochMilli(from);
    return new ObjectMapper().readTree(get(path).body());
  }

  private static void publish(
      EmbeddedKafka kafka, RowKey key, @Nullable Long before, long events, long version)
      throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      String replaced =
          before == null ? null : Published.row(key, Pane.ON_TIME, before, version / 1000);
      String row = Published.row(key, Pane.ON_TIME, events, version / 1000);
      producer
          .send(
              Published.record(
                  PREFIX, Stream.PERFORMANCE, key, Published.envelope(replaced, row, version)))
          .get();
    }
  }

  @Test
  void whatIsPublishedIsServedAndAfterARestartTheDiskHasWhatMemoryNeverHad() throws Exception {
    long now = System.currentTimeMillis() / MINUTE * MINUTE;
    RowKey young = RowKey.window("model=a", now - 2 * MINUTE, now - MINUTE);
    RowKey old = RowKey.window("model=a", now - 300 * MINUTE, now - 299 * MINUTE);
    try (WorkDirectory work = WorkDirectory.create();
        EmbeddedKafka kafka = EmbeddedKafka.start(work)) {
      kafka.createTopic(Stream.PERFORMANCE.topic(PREFIX), 2);
      publish(kafka, young, null, 5, now * 1000);
      publish(kafka, old, null, 7, now * 1000);
      try (Service service = start(kafka, true)) {
        awaitReady();
        JsonNode answer = rows(young.start());
        assertThat(answer.at("/data/0/events").asLong(), is(5L));
        assertThat(answer.at("/freshness/tier").asText(), is("hot"));
        JsonNode older = rows(old.start());
        assertThat(older.toString(), older.at("/data/0/events").asLong(), is(7L));
        assertThat(older.at("/data/1/events").asLong(), is(5L));
        assertThat(get("/metrics").body(), containsString("tidemark_warm_state_size_bytes"));
      }
      publish(kafka, young, 5L, 6, now * 1000 + 1);
      try (Service service = start(kafka, true)) {
        awaitReady();
        JsonNode older = rows(old.start());
        assertThat(older.at("/freshness/tier").asText(), is("warm"));
        assertThat(older.at("/data/0/events").asLong(), is(7L));
        assertThat("what came meanwhile", older.at("/data/1/events").asLong(), is(6L));
        assertThat(rows(young.start()).at("/data/0/events").asLong(), is(6L));
        assertThat(
            "the topics went on where the disk stood",
            get("/metrics").body(),
            containsString("tidemark_feed_records_total{result=\"applied\"} 1.0"));
      }
    }
  }

  @Test
  void withoutADatabaseWhatIsNotInMemoryIsRefusedAndNotHalfAnswered() throws Exception {
    try (WorkDirectory work = WorkDirectory.create();
        EmbeddedKafka kafka = EmbeddedKafka.start(work)) {
      kafka.createTopic(Stream.PERFORMANCE.topic(PREFIX), 1);
      try (Service service = start(kafka, false)) {
        awaitReady();
        HttpResponse<String> older =
            get("/v1/windows/performance?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z");
        assertThat(older.statusCode(), is(503));
        assertThat(older.body(), containsString("store-unavailable"));
        assertThat(get("/").body(), containsString("<title>Tidemark</title>"));
        assertThat(get("/assets/main.js").statusCode(), is(200));
        assertThat(get("/assets/uPlot.iife.min.js").statusCode(), is(200));
        assertThat(get("/v1/rollups/performance").statusCode(), is(404));
      }
    }
  }
}
