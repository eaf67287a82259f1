package io.tidemark.cli.command;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;

import io.tidemark.runners.launch.MainJob;
import io.tidemark.servers.EmbeddedPostgresql;
import io.tidemark.servers.WorkDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code retention} on a real database with two weeks of 2020, and what is current. */
class RetentionCommandTest {
  private static WorkDirectory work;
  private static EmbeddedPostgresql postgresql;
  private static String url;

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @BeforeAll
  static void start() throws Exception {
    work = WorkDirectory.create();
    postgresql = EmbeddedPostgresql.start(work);
    url = postgresql.jdbcUrl() + "?user=" + postgresql.user();
    MainJob.migrate(url, null, null);
  }

  @AfterAll
  static void stop() {
    postgresql.close();
    work.close();
  }

  @BeforeEach
  void twoOldWeeks() throws SQLException {
    execute("SELECT tidemark_drop_expired('health_window', interval '0', '2099-01-01')");
    execute("SELECT tidemark_drop_expired('anomaly', interval '0', '2099-01-01')");
    execute("SELECT tidemark_ensure_partition('health_window', '2020-01-08Z')");
    execute("SELECT tidemark_ensure_partition('anomaly', '2020-01-15Z')");
    execute("SELECT tidemark_ensure_partition('health_window', now())");
    execute(
        """
        INSERT INTO health_window
          (key, dimensions, window_start, window_end, pane, pane_index, events, updated_at, version)
        SELECT 'component=' || n, '{}', '2020-01-08Z', '2020-01-09Z', 'ON_TIME', 0, 1, now(), 1
        FROM generate_series(1, 1205) AS n""");
    execute("ANALYZE health_window");
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = postgresql.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The partitions of health and anomalies. */
  private static List<String> partitions() throws SQLException {
    List<String> names = new ArrayList<>();
    try (Connection connection = postgresql.connect();
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent IN"
                    + " ('health_window'::regclass, 'anomaly'::regclass) ORDER BY 1")) {
      while (found.next()) {
        names.add(found.getString(1));
      }
    }
    return names;
  }

  private int run(String... arguments) {
    CommandLine commands = Tidemark.commands(MainJob::launcher);
    commands.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(errors, true));
    return commands.execute(arguments);
  }

  private static String listed(String done) {
    return "table +partition +rows, about +size +its end\n"
        + "health_window +health_window_w20200106 +1,205 +[0-9.]+ MB +2020-01-13T00:00:00Z\n"
        + "anomaly +anomaly_w20200113 +not known +[0-9.]+ MB +2020-01-20T00:00:00Z\n"
        + done
        + " 2 partitions older than 90d, about 1,205 rows, [0-9.]+ MB\n";
  }

  @Test
  void aDryRunListsAndChangesNothing() throws SQLException {
    List<String> before = partitions();

    assertThat(run("retention", "--jdbcUrl=" + url, "--dry-run"), is(0));
    assertThat(out.toString(), matchesPattern(listed("would drop")));
    assertThat(partitions(), is(before));
  }

  @Test
  void whatIsOldIsDroppedAndNothingElse() throws SQLException {
    List<String> current = partitions();
    current.removeIf(name -> name.contains("2020"));

    assertThat(run("retention", "--jdbcUrl=" + url), is(0));
    assertThat(out.toString(), matchesPattern(listed("dropped")));
    assertThat(partitions(), is(current));

    out.getBuffer().setLength(0);
    assertThat(run("retention", "--jdbcUrl=" + url), is(0));
    assertThat(out.toString(), is("no partition is older than 90d\n"));
  }

  @Test
  void theAgeIsThatOfTheFileUnlessTheCommandLineGivesOne() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("a.yaml"),
            "postgres:\n  jdbcUrl: '" + url + "'\nhistory:\n  retention: 36500d\n");

    assertThat(run("retention", "--config=" + file), is(0));
    assertThat(out.toString(), is("no partition is older than 36500d\n"));
    assertThat(run("retention", "--config=" + file, "--maxAge=90d", "--dry-run"), is(0));
    assertThat(
        out.toString(),
        matchesPattern("no partition is older than 36500d\n" + listed("would drop")));
  }

  @Test
  void aTableInUseIsSaidInASentenceAndTheRestIsReported() throws SQLException {
    try (Connection connection = postgresql.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE anomaly IN ACCESS SHARE MODE");

      assertThat(run("retention", "--jdbcUrl=" + url), is(1));
    }
    assertThat(
        errors.toString(),
        startsWith(
            "tidemark retention: a table is in use, its lock was waited for 10 s: call the command"
                + " again, what is left is dropped then\n"));
    assertThat(
        out.toString().lines().skip(1).map(line -> line.replaceAll(" .*", "")).toList(),
        contains("health_window", "dropped"));
  }

  @Test
  void aUserWhoDoesNotOwnTheTablesIsRefusedInASentence() throws SQLException {
    execute("DROP ROLE IF EXISTS guest");
    execute("CREATE ROLE guest LOGIN");
    execute("GRANT SELECT ON tidemark_schema_history TO guest");
    execute("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO guest");
    try {
      assertThat(run("retention", "--jdbcUrl=" + postgresql.jdbcUrl() + "?user=guest"), is(1));
      assertThat(
          errors.toString(),
          startsWith(
              "tidemark retention: this user may not drop partitions: call it as the role that owns"
                  + " the tables, by --jdbcUser\n"));
    } finally {
      execute("DROP OWNED BY guest");
      execute("DROP ROLE guest");
    }
  }

  @Test
  void anAgeOfNothingIsRefused() {
    assertThat(run("retention", "--jdbcUrl=" + url, "--maxAge=0s"), is(2));
    assertThat(
        errors.toString(),
        startsWith(
            "tidemark retention: --maxAge is 0s: it must be a duration from 1ms, such as 90d\n"));
  }
}
