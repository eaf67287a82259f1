package io.tidemark.system;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.is;

import io.tidemark.runners.launch.Runner;
import io.tidemark.servers.LocalServers;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Events as gateways, widgets and agents write them, each file through the main job on the Direct
 * runner into PostgreSQL, and the rows that are right for it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FieldCasesTest {
  private static final String NOON = " [2026-01-05T12:00:00Z, 2026-01-05T12:05:00Z)";

  @TempDir private Path directory;
  private LocalServers servers;

  @BeforeAll
  void startServers() {
    servers = LocalServers.start();
  }

  @AfterAll
  void stopServers() {
    servers.close();
  }

  /** The more a provider fails, the more errors its row has, though failures lack most figures. */
  @Test
  void failedRequestsCount() throws Exception {
    Case run = run("failed-requests");
    Map<String, Map<String, Object>> rows = run.rows("performance_window");
    assertThat(rows.keySet(), is(Set.of("model=m,region=eu" + NOON, "model=,region=eu" + NOON)));
    Map<String, Object> row = rows.get("model=m,region=eu" + NOON);
    assertThat(
        exact(row),
        is(
            "requests 6, errors 3, error_rate 0.5, throughput_qps 0.02, latency_ms_min 100.0,"
                + " latency_ms_max 60000.0, latency_ms_avg 12660.0, cost_usd_total 0.02,"
                + " cost_usd_avg 0.01, input_tokens 20, output_tokens 10,"
                + " tokens_per_second 0.1, quality_score_avg null"));
    assertThat((Double) row.get("latency_ms_p50"), is(closeTo(100, 1)));
    assertThat(
        exact(rows.get("model=,region=eu" + NOON)),
        is(
            "requests 2, errors 2, error_rate 1.0, throughput_qps 0.006666666666666667,"
                + " latency_ms_min 5.0, latency_ms_max 12.0, latency_ms_avg 8.5,"
                + " cost_usd_total 0.0, cost_usd_avg null, input_tokens 0, output_tokens 0,"
                + " tokens_per_second 0.0, quality_score_avg null"));
    assertThat(run.deadLetters(), is(List.of()));
    assertThat(run.counter("unknown_latency"), is(1L));
    assertThat(run.counter("unknown_tokens"), is(2L));
    assertThat(run.counter("unknown_cost"), is(3L));
  }

  /** Averages over none are null, numbers as texts are numbers, an empty error object is none. */
  @Test
  void figuresThatNoRequestHasAreNull() throws Exception {
    Case run = run("nothing-known");
    Map<String, Map<String, Object>> rows = run.rows("performance_window");
    assertThat(
        exact(rows.get("model=m,region=eu" + NOON)),
        is(
            "requests 2, errors 1, error_rate 0.5, throughput_qps 0.006666666666666667,"
                + " latency_ms_min null, latency_ms_max null, latency_ms_avg null,"
                + " cost_usd_total 0.0, cost_usd_avg null, input_tokens 0, output_tokens 0,"
                + " tokens_per_second 0.0, quality_score_avg null"));
    assertThat(
        exact(rows.get("model=,region=eu" + NOON)),
        is(
            "requests 1, errors 0, error_rate 0.0, throughput_qps 0.0033333333333333335,"
                + " latency_ms_min 1000.0, latency_ms_max 1000.0, latency_ms_avg 1000.0,"
                + " cost_usd_total 0.25, cost_usd_avg 0.25, input_tokens 12, output_tokens 7,"
                + " tokens_per_second 0.06333333333333334, quality_score_avg null"));
    assertThat(run.deadLetters(), is(List.of()));
  }

  @Test
  void timestampsOfEveryFormAreReadAndNoneIsGuessed() throws Exception {
    Case run = run("timestamps");
    Map<String, Map<String, Object>> rows = run.rows("performance_window");
    Set<String> expected = new TreeSet<>();
    for (int i = 0; i <= 15; i++) {
      if (i != 4) {
        expected.add("model=m,region=t%02d".formatted(i) + NOON);
      }
    }
    assertThat(rows.keySet(), is(expected));
    rows.forEach((id, row) -> assertThat(id, row.get("requests"), is(1L)));
    assertThat(
        run.deadLetters(),
        is(
            List.of(
                "MALFORMED: timestamp is \"2026-01-05T12:00:04\", which has no offset from UTC;"
                    + " one is needed: 2026-01-05T12:34:56.789Z")));
  }

  @Test
  void timeWithoutAnOffsetIsUtcWhereTheOptionSaysSo() throws Exception {
    Case run = run("timestamps", "field_timestamps_utc", "--timestampsWithoutOffset=UTC");
    Map<String, Object> row = run.rows("performance_window").get("model=m,region=t04" + NOON);
    assertThat(row.get("requests"), is(1L));
    assertThat(run.deadLetters(), is(List.of()));
  }

  @Test
  void fieldFromWhichNothingIsComputedNeverCostsTheEvent() throws Exception {
    Case run = run("optional-fields");
    Map<String, Map<String, Object>> rows = run.rows("performance_window");
    assertThat(rows.keySet(), is(Set.of("model=m,region=eu" + NOON)));
    assertThat(
        exact(rows.get("model=m,region=eu" + NOON)),
        is(
            "requests 10, errors 3, error_rate 0.3, throughput_qps 0.03333333333333333,"
                + " latency_ms_min 100.0, latency_ms_max 100.0, latency_ms_avg 100.0,"
                + " cost_usd_total 0.1, cost_usd_avg 0.01, input_tokens 100, output_tokens 50,"
                + " tokens_per_second 0.5, quality_score_avg null"));
    assertThat(run.deadLetters(), is(List.of()));
    // A list, an object and U+0000 in metadata, NaN in metrics, U+0000 in error, a score of 87.
    assertThat(run.counter("fields_left_out"), is(6L));
  }

  @Test
  void emptyErrorIsNone() throws Exception {
    Case run = run("empty-error");
    Map<String, Object> row = run.rows("performance_window").get("model=m,region=eu" + NOON);
    assertThat(row.get("requests"), is(4L));
    assertThat(row.get("errors"), is(1L));
    assertThat(row.get("error_rate"), is(0.25));
    assertThat(run.deadLetters(), is(List.of()));
  }

  @Test
  void healthIsReadInTheWordsOfAgents() throws Exception {
    Case run = run("health");
    Map<String, Map<String, Object>> rows = run.rows("health_window");
    String id = "component=vllm-0 [2026-01-05T12:00:00Z, 2026-01-05T12:01:00Z)";
    assertThat(rows.keySet(), is(Set.of(id)));
    Map<String, Object> row = rows.get(id);
    assertThat(row.get("events"), is(7L));
    assertThat(row.get("status"), is("unhealthy"));
    assertThat(row.get("cpu_usage_max"), is(250.0));
    assertThat(row.get("cpu_usage_avg"), is(142.75));
    assertThat(row.get("memory_usage_max_bytes"), is(9e9));
    assertThat(run.deadLetters(), is(List.of()));
  }

  @Test
  void feedbackIsReadAsWidgetsSendIt() throws Exception {
    Case run = run("feedback");
    Map<String, Map<String, Object>> rows = run.rows("feedback_session");
    assertThat(rows.size(), is(1));
    Map<String, Object> row = rows.values().iterator().next();
    assertThat(row.get("key"), is("session_id=s1"));
    assertThat(row.get("events"), is(5L));
    assertThat(row.get("ratings"), is(3L));
    assertThat(row.get("rating_avg"), is(4.0));
    assertThat(row.get("liked_rate"), is(1.0));
    assertThat(row.get("task_completion_rate"), is(1.0));
    assertThat(row.get("saves"), is(0L));
    assertThat(run.deadLetters(), is(List.of()));
  }

  /** Eight events without an id are eight requests; the number 17 and the text are one. */
  @Test
  void idThatIsNoIdSwallowsNoRequest() throws Exception {
    Case run = run("no-id");
    Map<String, Object> row = run.rows("performance_window").get("model=m,region=eu" + NOON);
    assertThat(row.get("requests"), is(9L));
    assertThat(run.deadLetters(), is(List.of()));
  }

  @Test
  void sameIdAtAnotherTimeIsAnotherRequest() throws Exception {
    Case run = run("same-id-later");
    Map<String, Map<String, Object>> rows = run.rows("performance_window");
    String halfPast = " [2026-01-05T12:30:00Z, 2026-01-05T12:35:00Z)";
    assertThat(rows.get("model=m,region=eu" + NOON).get("requests"), is(1L));
    assertThat(rows.get("model=m,region=eu" + halfPast).get("requests"), is(1L));
    assertThat(run.deadLetters(), is(List.of()));
  }

  /** The first counts, and the second is a dead letter that says so. */
  @Test
  void sameIdAndTimeWithOtherFiguresIsSetAside() throws Exception {
    Case run = run("create-update");
    Map<String, Map<String, Object>> rows = run.rows("performance_window");
    assertThat(rows.keySet(), is(Set.of("model=upd,region=eu" + NOON)));
    assertThat(rows.get("model=upd,region=eu" + NOON).get("requests"), is(1L));
    assertThat(
        run.deadLetters(),
        is(
            List.of(
                "CONFLICT: an event with the same id and the event time 2026-01-05T12:00:06Z is"
                    + " counted already, and this one differs from it")));
  }

  private Case run(String name) throws Exception {
    return run(name, "field_" + name.replace('-', '_'));
  }

  private Case run(String name, String database, String... options) throws Exception {
    Path file = directory.resolve(database + ".jsonl");
    try (InputStream lines =
        FieldCasesTest.class.getResourceAsStream("/field/" + name + ".jsonl")) {
      Files.copy(lines, file);
    }
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--slidingSize=none");
    return new Case(HistoryRun.of(servers, database, Runner.DIRECT, file, all));
  }

  /** The columns whose values are exact, as one text. */
  private static String exact(Map<String, Object> row) {
    List<String> cells = new ArrayList<>();
    for (String column :
        List.of(
            "requests",
            "errors",
            "error_rate",
            "throughput_qps",
            "latency_ms_min",
            "latency_ms_max",
            "latency_ms_avg",
            "cost_usd_total",
            "cost_usd_avg",
            "input_tokens",
            "output_tokens",
            "tokens_per_second",
            "quality_score_avg")) {
      cells.add(column + " " + row.get(column));
    }
    return String.join(", ", cells);
  }

  /** What one run left behind. */
  private record Case(HistoryRun run) {
    Map<String, Map<String, Object>> rows(String table) throws SQLException {
      return new TreeMap<>(run.rows(table));
    }

    List<String> deadLetters() throws SQLException {
      List<String> letters = new ArrayList<>();
      try (Connection connection = run.connect();
          Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery("select reason, error from dead_letter order by \"offset\"")) {
        while (rows.next()) {
          letters.add(rows.getString(1) + ": " + rows.getString(2));
        }
      }
      return letters;
    }

    long counter(String name) {
      return run.counters().getOrDefault(name, 0L);
    }
  }
}
