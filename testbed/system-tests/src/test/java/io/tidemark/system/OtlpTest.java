package io.tidemark.system;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import io.tidemark.runners.launch.Runner;
import io.tidemark.servers.LocalServers;
import io.tidemark.traffic.generate.Feed;
import io.tidemark.traffic.generate.Generated;
import io.tidemark.traffic.generate.GeneratedTrace;
import io.tidemark.traffic.generate.GeneratorSettings;
import io.tidemark.traffic.generate.Kind;
import io.tidemark.traffic.output.FileWriter;
import io.tidemark.traffic.output.OtlpRecords;
import io.tidemark.traffic.output.TopicRecord;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Exports of OpenTelemetry through a real broker and from a file: both ways every span has one
 * fate, and the rows are the same.
 */
class OtlpTest {
  private static final int RECORDS = 6_000;
  private static final String SPANS = "otlp.spans";
  private static final String LOGS = "otlp.logs";
  private static final List<String> TABLES =
      List.of("performance_window", "sliding_window", "feedback_session", "health_window");

  /** What a bounded run and a stream judge alike: nothing is late, and nothing in the future. */
  private static final GeneratedTrace TRACE =
      GeneratedTrace.of(
          new GeneratorSettings()
              .seed(41)
              .events(RECORDS)
              .ratio(Kind.DROPPABLY_LATE, 0)
              .ratio(Kind.STRAGGLER, 0)
              .ratio(Kind.MALFORMED, 0.01)
              .ratio(Kind.INVALID, 0.01));

  @Test
  void aStreamOfExportsEndsWithTheRowsOfTheirHistory(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("exports.jsonl");
    try (FileWriter writer = FileWriter.to(file)) {
      for (Generated record : TRACE.records()) {
        writer.write(OtlpRecords.of(record));
      }
    }
    try (LocalServers servers = LocalServers.start()) {
      HistoryRun history = HistoryRun.of(servers, "otlp_history", Runner.DIRECT, file, List.of());
      assertEverySpanHasOneFate(history.counters());
      try (StreamRun run = StreamRun.start(servers, "otlp", options(servers));
          Connection connection = run.connect()) {
        send(servers);
        String unsettled =
            Deadline.in(Duration.ofMinutes(4))
                .await(() -> unsettled(run, connection, history.rows("performance_window")));
        assertThat(unsettled, is(""));
        for (String table : TABLES) {
          assertThat(
              table,
              TableRows.differences(
                  history.rows(table), TableRows.of(connection, table), TableRows.WRITING),
              empty());
        }
      }
    }
  }

  private static void assertEverySpanHasOneFate(Map<String, Long> counters) {
    long calls = count(Feed.PERFORMANCE, Kind.REGULAR, Kind.DISORDERED);
    assertThat(
        counters.get("decoded_performance"), is(calls + count(Feed.PERFORMANCE, Kind.DUPLICATE)));
    assertThat(
        counters.get("dead_letters_invalid"),
        is(
            count(Feed.PERFORMANCE, Kind.INVALID)
                + count(Feed.FEEDBACK, Kind.INVALID)
                + count(Feed.HEALTH, Kind.INVALID)));
    assertThat(counters.get("read"), is((long) RECORDS));
    assertThat(counters.get("skipped_operation"), is(counters.get("skipped")));
  }

  private static long count(Feed feed, Kind kind, Kind... more) {
    EnumSet<Kind> kinds = EnumSet.of(kind, more);
    return TRACE.of(feed).stream().filter(record -> kinds.contains(record.kind())).count();
  }

  private static List<String> options(LocalServers servers) throws Exception {
    servers.kafka().createTopic(SPANS, StreamRun.PARTITIONS);
    servers.kafka().createTopic(LOGS, StreamRun.PARTITIONS);
    return List.of(
        "--otlpSpansTopic=" + SPANS,
        "--otlpLogsTopic=" + LOGS,
        "--performanceIdleTimeout=5s",
        "--feedbackIdleTimeout=5s",
        "--healthIdleTimeout=5s");
  }

  private static void send(LocalServers servers) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers.kafka().bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (Generated record : TRACE.records()) {
        TopicRecord written = OtlpRecords.of(record);
        String topic =
            switch (record.feed()) {
              case PERFORMANCE -> SPANS;
              case FEEDBACK -> LOGS;
              case HEALTH -> "otlp." + Feed.HEALTH.topic();
            };
        producer.send(new ProducerRecord<>(topic, written.bytes()));
      }
    }
  }

  private static String unsettled(
      StreamRun run, Connection connection, Map<String, Map<String, Object>> expected)
      throws SQLException {
    run.check();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select coalesce(sum(events), 0), count(*) filter (where pane = 'EARLY'),"
                    + " (select count(*) from sliding_window where pane = 'EARLY'),"
                    + " (select count(*) from feedback_session where pane = 'EARLY'),"
                    + " (select count(*) from health_window) from performance_window")) {
      row.next();
      boolean settled =
          row.getLong(1) == TableRows.events(expected)
              && row.getLong(2) + row.getLong(3) + row.getLong(4) == 0
              && row.getLong(5) > 0;
      return settled ? "" : "%d requests, %d early rows".formatted(row.getLong(1), row.getLong(2));
    }
  }
}
