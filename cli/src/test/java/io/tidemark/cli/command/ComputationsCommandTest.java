package io.tidemark.cli.command;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.runners.launch.MainJob;
import io.tidemark.servers.EmbeddedPostgresql;
import io.tidemark.servers.WorkDirectory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code computations} on a real database with two computations of health. */
class ComputationsCommandTest {
  private static WorkDirectory work;
  private static EmbeddedPostgresql postgresql;
  private static String url;

  private final StringWriter out = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @BeforeAll
  static void start() throws Exception {
    work = WorkDirectory.create();
    postgresql = EmbeddedPostgresql.start(work);
    url = postgresql.jdbcUrl() + "?user=" + postgresql.user();
    MainJob.migrate(url, null, null);
    execute("SELECT tidemark_ensure_partition('health_window', '2026-01-05')");
  }

  @AfterAll
  static void stop() {
    postgresql.close();
    work.close();
  }

  @BeforeEach
  void twoComputations() throws SQLException {
    execute(
        """
        TRUNCATE health_window, computation;
        INSERT INTO computation VALUES
          ('aaaaaaaa', 'health', 'fixed 1m', 'component', '{}', '2026-01-05Z', '2026-01-05 10:00Z'),
          ('bbbbbbbb', 'health', 'fixed 5m', 'component', '{}', '2026-01-05Z', '2026-01-05 11:00Z');
        INSERT INTO health_window
          (key, dimensions, window_start, window_end, pane, pane_index, events, updated_at, version,
            computation)
        SELECT 'component=' || n, '{}', '2026-01-05Z', '2026-01-06Z', 'ON_TIME', 0, 1, now(), 1,
          CASE WHEN n <= 1200 THEN 'aaaaaaaa' WHEN n <= 1203 THEN 'bbbbbbbb' END
        FROM generate_series(1, 1205) AS n""");
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = postgresql.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private int run(String... arguments) {
    CommandLine commands = Tidemark.commands(MainJob::launcher);
    commands.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(errors, true));
    return commands.execute(arguments);
  }

  private static final String HEAD =
      "id         stream       shown    last begun                    rows  windows; dimensions\n";
  private static final String NEW =
      "bbbbbbbb   health       current  2026-01-05T11:00:00Z             3  fixed 5m; component\n";
  private static final String UNKNOWN =
      "unknown    health                                                 2  written before rows said"
          + " it\n";

  @Test
  void theListHasTheNewestFirstAndSaysWhichIsShown() {
    assertThat(run("computations", "list", "--jdbcUrl=" + url), is(0));
    assertThat(
        out.toString(),
        is(
            HEAD
                + NEW
                + "aaaaaaaa   health                2026-01-05T10:00:00Z         1,200  fixed 1m;"
                + " component\n"
                + UNKNOWN));
  }

  @Test
  void withoutConfirmationADropSaysWhatItWouldDeleteAndDeletesNothing() {
    assertThat(run("computations", "drop", "aaaaaaaa", "--jdbcUrl=" + url), is(0));
    assertThat(
        out.toString(),
        is(
            """
            would delete 1,200 rows of health_window, made by aaaaaaaa (fixed 1m; component)
            Nothing was deleted; --confirm does it.
            """));
    out.getBuffer().setLength(0);
    run("computations", "drop", "aaaaaaaa", "--jdbcUrl=" + url);
    assertThat(out.toString().startsWith("would delete 1,200 rows"), is(true));
  }

  @Test
  void withItTheRowsAreGone() {
    run("computations", "drop", "--confirm", "aaaaaaaa", "--jdbcUrl=" + url);
    run("computations", "drop", "--confirm", "unknown", "--jdbcUrl=" + url);
    assertThat(
        out.toString(),
        is(
            """
            deletes 1,200 rows of health_window, made by aaaaaaaa (fixed 1m; component)
              1,200 rows deleted
            deletes 2 rows of health_window, made by unknown
              2 rows deleted
            """));
    out.getBuffer().setLength(0);
    run("computations", "list", "--jdbcUrl=" + url);
    assertThat(out.toString(), is(HEAD + NEW));
  }

  @Test
  void whoDropsWhatTheViewsShowIsTold() {
    run("computations", "drop", "bbbbbbbb", "--jdbcUrl=" + url);
    assertThat(
        out.toString(),
        is(
            """
            would delete 3 rows of health_window, made by bbbbbbbb (fixed 5m; component)
              these are the rows that the views current_… show; afterwards they show the newest before it
            Nothing was deleted; --confirm does it.
            """));
  }

  @Test
  void aNameThatIsNotThereIsAnsweredWithThoseThatAre() {
    assertThat(run("computations", "drop", "cccccccc", "--jdbcUrl=" + url), is(2));
    assertThat(
        errors.toString(),
        is(
            """
            tidemark computations drop: ID is cccccccc: allowed are bbbbbbbb, aaaaaaaa, unknown
            Try 'tidemark computations drop --help'.
            """));
  }
}
