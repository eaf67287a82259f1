package io.tidemark.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesRegex;

import io.tidemark.cli.terminal.Interrupts;
import io.tidemark.cli.terminal.Terminal;
import io.tidemark.runners.launch.PipelineLauncher;
import io.tidemark.runners.launch.Runner;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoTest {
  private static final String TABLES =
      """
      create table performance_window (key text, window_start timestamptz, window_end timestamptz,
        pane text, pane_index bigint, events bigint, requests bigint, errors bigint,
        latency_ms_p50 float8, latency_ms_p99 float8, cost_usd_total float8);
      create table sliding_window (pane text);
      create table feedback_session (pane text, events bigint);
      create table health_window (pane text, events bigint);
      create table dead_letter (topic text, partition int, "offset" bigint, reason text, step text);
      insert into dead_letter values ('perf-metrics', 0, 7, 'LATE', 'Performance/LATE'),
        ('perf-metrics', 0, 7, 'LATE', 'Anomaly/LATE'), ('perf-metrics', 0, 8, 'LATE', 'Anomaly/LATE');
      """;
  private static final String ROW =
      """
      insert into performance_window values ('model=gpt,region=us', '2026-01-05T00:00:00Z',
        '2026-01-05T00:00:20Z', 'ON_TIME', 1, 40, 40, 2, 812.4, 9000.6, 0.25)
      """;

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private boolean cancelled;

  @Test
  void showsWhatStandsAndReconcilesWhatWasSent() throws Exception {
    Demo demo =
        new Demo(
            new RowInserter(),
            (url, user) -> execute(url, user, TABLES),
            new Terminal(new PrintStream(output, true, UTF_8), false),
            new Interrupts(),
            Duration.ofMillis(1));
    assertThat(demo.run(new Demo.Plan(Duration.ofSeconds(3), 1, false, true)), is(true));
    assertThat(cancelled, is(true));
    String text = output.toString(UTF_8);
    assertThat(text, containsString("first on-time row after "));
    assertThat(
        text,
        containsString(
            "  model=gpt,region=us  00:00:00  00:00:20  ON_TIME    1        40       2     812   "
                + " 9001    0.2500"));
    assertThat(
        text.lines().filter(l -> l.startsWith("perf-metrics ")).findFirst().orElseThrow(),
        matchesRegex("perf-metrics +[\\d,]+ = +40 \\+ +\\d+ \\+ +1 \\+ +-?[\\d,]+"));
    assertThat(text, containsString("dead letters by reason: LATE 3"));
    // These tables are none of a migration; the demo goes on without the service and says why.
    assertThat(text, containsString("API         not there: the query service did not start: "));
    assertThat(text, containsString("has no tables of Tidemark"));
  }

  /** Stands in for the pipeline: one row. */
  private final class RowInserter implements PipelineLauncher {
    @Override
    public RunningJob launch(Runner runner, List<String> arguments) {
      String url = argument(arguments, "--jdbcUrl=");
      execute(url, argument(arguments, "--jdbcUser="), ROW);
      return new RunningJob() {
        @Override
        public boolean awaitSuccess() {
          return true;
        }

        @Override
        public void cancel() {
          cancelled = true;
        }

        @Override
        public boolean hasFailed() {
          return false;
        }
      };
    }

    @Override
    public List<String> faults(Runner runner, List<String> arguments) {
      return List.of();
    }

    @Override
    public void check(Runner runner, List<String> arguments) {}

    @Override
    public void describe(Runner runner, PrintStream to) {}
  }

  private static String argument(List<String> arguments, String prefix) {
    return arguments.stream()
        .filter(a -> a.startsWith(prefix))
        .findFirst()
        .orElseThrow()
        .substring(prefix.length());
  }

  private static void execute(String url, String user, String sql) {
    try (Connection connection = DriverManager.getConnection(url, user, "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
