package io.tidemark.system;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.tidemark.runners.launch.Runner;
import io.tidemark.servers.LocalServers;
import io.tidemark.traffic.generate.Feed;
import io.tidemark.traffic.generate.Generated;
import io.tidemark.traffic.generate.GeneratedTrace;
import io.tidemark.traffic.generate.Kind;
import io.tidemark.traffic.output.FileWriter;
import io.tidemark.traffic.output.TopicRecord;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The 52,000 events of {@link MainJobTest} as a file. Nothing is late in a bounded run, so the rows
 * are those of the model over all valid events, each id once.
 *
 * <p>The Direct runner is slow, so it gets a shorter file, and Flink gets the same one to compare.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GeneratedHistoryTest {
  private static final List<String> TABLES =
      List.of("performance_window", "sliding_window", "feedback_session", "health_window");

  /** Of the tables, in their order. */
  private static final List<String> STREAMS =
      List.of("performance", "sliding", "feedback", "health");

  private final Map<String, GeneratedTrace> traces = new HashMap<>();
  private final Map<String, HistoryRun> runs = new HashMap<>();
  private LocalServers servers;

  @BeforeAll
  void runOnBothRunners(@TempDir Path directory) throws Exception {
    servers = LocalServers.start();
    run("flink", Runner.FLINK, 52_000, directory);
    run("flink_short", Runner.FLINK, 12_000, directory);
    run("direct_short", Runner.DIRECT, 12_000, directory);
  }

  private void run(String name, Runner runner, long events, Path directory) throws Exception {
    GeneratedTrace trace =
        GeneratedTrace.of(SmallWindows.events(events, 800, Instant.parse("2026-01-05T00:00:00Z")));
    Path file = directory.resolve(name + ".jsonl");
    try (FileWriter writer = FileWriter.to(file)) {
      for (Generated record : trace.records()) {
        writer.write(TopicRecord.of(record));
      }
    }
    traces.put(name, trace);
    runs.put(name, HistoryRun.of(servers, name, runner, file, SmallWindows.OPTIONS));
  }

  @AfterAll
  void stop() {
    servers.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"flink", "direct_short"})
  void everyRowIsWhatTheModelSaysOfAllValidEvents(String name) throws Exception {
    WindowsModel model = SmallWindows.MODEL;
    HistoryRun run = runs.get(name);
    GeneratedTrace trace = traces.get(name);
    assertThat(
        differences(model.performance(valid(trace, Feed.PERFORMANCE)), run, "performance_window"),
        is(empty()));
    assertThat(
        differences(model.sliding(valid(trace, Feed.PERFORMANCE)), run, "sliding_window"),
        is(empty()));
    assertThat(
        differences(model.health(valid(trace, Feed.HEALTH)), run, "health_window"), is(empty()));
    assertThat(
        differences(model.feedback(valid(trace, Feed.FEEDBACK)), run, "feedback_session"),
        is(empty()));
  }

  private static List<String> differences(
      Map<String, Map<String, Object>> expected, HistoryRun run, String table) throws Exception {
    return TableRows.differences(expected, run.rows(table), TableRows.WRITING);
  }

  private static Collection<ModelEvent> valid(GeneratedTrace trace, Feed feed) {
    Map<String, ModelEvent> events = new LinkedHashMap<>();
    for (Generated record : trace.of(feed)) {
      Sent sent = new Sent(record, "");
      if (!sent.isSpoiled()) {
        events.putIfAbsent(sent.event().id(), sent.event());
      }
    }
    return events.values();
  }

  @ParameterizedTest
  @ValueSource(strings = {"flink", "direct_short"})
  void deadLettersAreTheSpoiledRecordsByReason(String name) throws Exception {
    Map<String, Long> expected = new HashMap<>();
    for (Kind kind : List.of(Kind.MALFORMED, Kind.INVALID, Kind.FUTURE)) {
      expected.put(kind.name(), traces.get(name).injected().of(kind));
    }
    Map<String, Long> actual = new HashMap<>();
    try (Connection connection = runs.get(name).connect()) {
      Letter.of(connection).values().forEach(l -> actual.merge(l.fact("reason"), 1L, Long::sum));
    }
    assertThat(actual, is(equalTo(expected)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"flink", "direct_short"})
  void countersSayThatReadIsAggregatedPlusDuplicatesPlusDeadLetters(String name) {
    Map<String, Long> counters = runs.get(name).counters();
    assertThat(counters.get("read"), is(traces.get(name).injected().total()));
    long rejected = 0;
    for (String reason : List.of("malformed", "invalid", "future")) {
      rejected += counters.get("dead_letters_" + reason);
    }
    long fates = rejected;
    for (String windowing : List.of("Performance", "Feedback", "Health")) {
      fates += counters.get(windowing + ".aggregated");
      fates += counters.getOrDefault(windowing + ".duplicates", 0L);
    }
    assertThat(fates, is(counters.get("read")));
    assertThat(counters.get("dead_letters_recorded"), is(rejected));
  }

  /** Absorbed sessions among them: their newest revision says that they were deleted. */
  @ParameterizedTest
  @ValueSource(strings = {"flink", "direct_short"})
  void theNewestRevisionsAreTheRowsThatStand(String name) throws Exception {
    for (int i = 0; i < TABLES.size(); i++) {
      String newest =
          """
          SELECT to_jsonb(r) - 'op' - 'recorded_at' FROM (
            SELECT DISTINCT ON (key, window_start, window_end) * FROM window_revision_%s
            ORDER BY key, window_start, window_end, version DESC) r WHERE op = 'u'"""
              .formatted(STREAMS.get(i));
      String rows = "SELECT to_jsonb(t) FROM " + TABLES.get(i) + " t";
      assertThat(rows(name, rows + " EXCEPT " + newest), is(empty()));
      assertThat(rows(name, newest + " EXCEPT " + rows), is(empty()));
    }
  }

  private List<String> rows(String name, String sql) throws Exception {
    List<String> rows = new ArrayList<>();
    try (Connection connection = runs.get(name).connect();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql + " LIMIT 3")) {
      while (found.next()) {
        rows.add(found.getString(1));
      }
    }
    return rows;
  }

  @Test
  void bothRunnersGiveTheSameRows() throws Exception {
    for (String table : TABLES) {
      assertThat(
          HistoryTest.stripped(runs.get("direct_short").rows(table)),
          is(equalTo(HistoryTest.stripped(runs.get("flink_short").rows(table)))));
    }
  }
}
