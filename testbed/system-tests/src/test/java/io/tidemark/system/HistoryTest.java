package io.tidemark.system;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidemark.runners.launch.Runner;
import io.tidemark.servers.LocalServers;
import io.tidemark.traffic.generate.Feed;
import io.tidemark.traffic.output.FileWriter;
import io.tidemark.traffic.output.TopicRecord;
import io.tidemark.traffic.replay.TraceFormat;
import io.tidemark.traffic.replay.TraceReader;
import io.tidemark.traffic.replay.TraceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The recorded trace of 8,819 requests, spread over 64 pseudo-users, against results that were
 * computed in SQL. The same rows must come from a file on either runner and from Kafka.
 *
 * <p>Compared are events and requests, the sums of input and output tokens, tokens per second, and
 * the latency percentiles within 1 %. The reader derives latency as 100 + 20 × output tokens, so
 * the percentiles of latency follow from those of the output tokens.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HistoryTest {
  private static final Path SHARED = Path.of(System.getProperty("tidemark.shared", "../shared"));
  private static final Path TRACE = SHARED.resolve("data/AzureLLMInferenceTrace_code.csv");
  private static final Path TRUTH = SHARED.resolve("golden/truth");
  private static final boolean PRESENT = Files.isReadable(TRACE) && Files.isDirectory(TRUTH);
  private static final String ABSENT =
      "Skipped: no recorded trace is part of this repository. This test needs"
          + " AzureLLMInferenceTrace_code.csv (github.com/Azure/AzurePublicDataset, CC BY 4.0) in data,"
          + " and its windows computed in SQL in golden/truth, of the directory that"
          + " -Dtidemark.shared names.";
  private static final List<String> TABLES = List.of("performance_window", "sliding_window");
  private static final String DIMENSIONS = "--dimensions=service";

  private final Map<String, Map<String, Map<String, Map<String, Object>>>> rows = new HashMap<>();
  private LocalServers servers;

  @BeforeAll
  void runOnBothRunnersAndThroughKafka(@TempDir Path directory) throws Exception {
    if (!PRESENT) {
      return;
    }
    List<TopicRecord> records = records();
    Path file = directory.resolve("azure.jsonl");
    try (FileWriter writer = FileWriter.to(file)) {
      for (TopicRecord record : records) {
        writer.write(record);
      }
    }
    servers = LocalServers.start();
    for (Runner runner : List.of(Runner.DIRECT, Runner.FLINK)) {
      String name = "azure_" + runner;
      HistoryRun run = HistoryRun.of(servers, name, runner, file, List.of(DIMENSIONS));
      try (Connection connection = run.connect()) {
        keep(runner.toString(), connection);
      }
    }
    throughKafka(records);
  }

  /** Not before all tests: of a class that is left there no test is reported as skipped. */
  @BeforeEach
  void needsTheTrace() {
    assumeTrue(PRESENT, ABSENT);
  }

  private static List<TopicRecord> records() throws IOException {
    TraceSettings settings =
        TraceSettings.of(String.valueOf(TRACE.getFileName())).withPseudoUsers(64);
    TraceReader reader = TraceFormat.AZURE_LLM.reader(settings);
    List<TopicRecord> records = new ArrayList<>();
    reader.readAll(TRACE, records::add);
    return records;
  }

  private void throughKafka(List<TopicRecord> records) throws Exception {
    List<String> options =
        List.of(
            DIMENSIONS,
            "--performanceIdleTimeout=5s",
            "--feedbackIdleTimeout=5s",
            "--healthIdleTimeout=5s");
    long start = System.nanoTime();
    try (StreamRun run = StreamRun.start(servers, "azure_kafka", options);
        Connection connection = run.connect()) {
      for (TopicRecord record : records) {
        run.send(Feed.PERFORMANCE, record.bytes());
      }
      Deadline deadline = Deadline.in(Duration.ofMinutes(4));
      assertThat(deadline.await(() -> unsettled(run, connection, records.size())), is(""));
    }
    System.out.printf("HistoryTest: Kafka on flink in %.1f s%n", (System.nanoTime() - start) / 1e9);
  }

  private String unsettled(StreamRun run, Connection connection, long events) throws Exception {
    run.check();
    keep("kafka", connection);
    return missing("kafka", events);
  }

  private void keep(String way, Connection connection) throws Exception {
    Map<String, Map<String, Map<String, Object>>> tables = new TreeMap<>();
    for (String table : TABLES) {
      tables.put(table, TableRows.of(connection, table));
    }
    rows.put(way, tables);
  }

  /**
   * Returns what is still missing of the events, each of which is in one fixed and 15 sliding
   * windows.
   */
  private String missing(String way, long events) {
    Map<String, Map<String, Map<String, Object>>> tables = rows.get(way);
    long fixed = TableRows.events(tables.get("performance_window"));
    long sliding = TableRows.events(tables.get("sliding_window"));
    long early =
        tables.values().stream()
            .flatMap(table -> table.values().stream())
            .filter(row -> row.get("pane").equals("EARLY"))
            .count();
    return fixed == events && sliding == 15 * events && early == 0
        ? ""
        : "%d and %d events of %d and %d, %d early rows"
            .formatted(fixed, sliding, events, 15 * events, early);
  }

  @AfterAll
  void stop() {
    if (servers != null) {
      servers.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "direct, performance_window, azure_code_tumbling_5m_key64.csv",
    "direct, sliding_window, azure_code_sliding_15m_1m_key64.csv",
    "flink, performance_window, azure_code_tumbling_5m_key64.csv",
    "flink, sliding_window, azure_code_sliding_15m_1m_key64.csv",
    "kafka, performance_window, azure_code_tumbling_5m_key64.csv",
    "kafka, sliding_window, azure_code_sliding_15m_1m_key64.csv"
  })
  void rowsAreTheTruth(String way, String table, String truth) throws Exception {
    Map<String, Map<String, Object>> expected = truth(TRUTH.resolve(truth));
    Map<String, Map<String, Object>> actual = new TreeMap<>();
    rows.get(way)
        .get(table)
        .forEach(
            (id, row) -> {
              Map<String, Object> known = new LinkedHashMap<>(row);
              known.keySet().retainAll(expected.values().iterator().next().keySet());
              actual.put(id, known);
            });
    assertThat(TableRows.differences(expected, actual, Set.of()), is(empty()));
  }

  private static Map<String, Map<String, Object>> truth(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<String> header = List.of(lines.get(0).split(","));
    Map<String, Map<String, Object>> rows = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",");
      Map<String, String> row = new HashMap<>();
      for (int i = 0; i < cells.length; i++) {
        row.put(header.get(i), cells[i]);
      }
      Map<String, Object> expected = expected(row);
      rows.put(TableRows.id(expected), expected);
    }
    return rows;
  }

  private static Map<String, Object> expected(Map<String, String> truth) {
    long start = Long.parseLong(truth.get("window_start_ms"));
    long end = Long.parseLong(truth.get("window_end_ms"));
    long n = Long.parseLong(truth.get("n"));
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("key", "service=" + truth.get("key"));
    row.put("window_start", start);
    row.put("window_end", end);
    row.put("events", n);
    row.put("requests", n);
    row.put("throughput_qps", n * 1e3 / (end - start));
    row.put("input_tokens", Long.valueOf(truth.get("sum_ctx")));
    row.put("output_tokens", Long.valueOf(truth.get("sum_gen")));
    row.put("tokens_per_second", Long.parseLong(truth.get("sum_total")) * 1e3 / (end - start));
    for (String percentile : List.of("p50", "p95", "p99")) {
      double tokens = Double.parseDouble(truth.get("gen_" + percentile + "_disc"));
      row.put("latency_ms_" + percentile, 100 + 20 * tokens);
    }
    return row;
  }

  @ParameterizedTest
  @ValueSource(strings = {"flink", "kafka"})
  void rowsAreThoseOfTheDirectRunner(String way) {
    for (String table : TABLES) {
      assertThat(
          stripped(rows.get(way).get(table)), is(equalTo(stripped(rows.get("direct").get(table)))));
    }
  }

  /**
   * Returns the rows without the columns that show when and how often they were written; the pane
   * stays.
   */
  static Map<String, Map<String, Object>> stripped(Map<String, Map<String, Object>> rows) {
    Map<String, Map<String, Object>> stripped = new TreeMap<>();
    rows.forEach(
        (id, row) -> {
          Map<String, Object> rest = new TreeMap<>(row);
          rest.keySet().removeAll(Set.of("updated_at", "version", "pane_index"));
          stripped.put(id, rest);
        });
    return stripped;
  }
}
