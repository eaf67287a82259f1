package io.tidemark.pipelines.sink.postgres;

import static io.tidemark.change.ChangeKind.INSERT;
import static io.tidemark.pipelines.row.Load.NOON;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.row.Computation;
import io.tidemark.pipelines.row.Entry;
import io.tidemark.pipelines.row.Load;
import io.tidemark.pipelines.row.Table;
import io.tidemark.pipelines.series.SeriesKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.joda.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The grants of {@code docs/operations.md}, exactly as they are written there. */
class RightsTest {

  private static final Table<Load> TABLE =
      Load.TABLE.withComputation(
          new Computation("health", "fixed 1m", "component", new LinkedHashMap<>()));

  private static Postgres postgres;
  private static List<String> documented;

  @BeforeAll
  static void start() throws Exception {
    String page = Files.readString(Path.of(System.getProperty("basedir"), "../docs/operations.md"));
    String roles = page.substring(page.indexOf("### Roles and their rights"));
    documented =
        Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL)
            .matcher(roles)
            .results()
            .map((MatchResult block) -> block.group(1))
            .limit(3)
            .toList();
    postgres = Postgres.migrated();
    postgres.execute(documented.get(0));
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  @Test
  void aWriterThatOwnsNothingWritesAndAReaderReads() throws Exception {
    postgres.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC");
    postgres.execute(documented.get(1));
    postgres.execute(documented.get(2));

    writeAndRead(postgres.config());

    assertThat(
        postgres.query(
            "SELECT tableowner, count(*) FROM pg_tables WHERE tablename ~ '_[wd]20' GROUP BY 1"),
        contains("postgres|4"));
  }

  @Test
  void soTheyDoInAnotherSchema() throws Exception {
    postgres.execute("CREATE SCHEMA telemetry");
    JdbcConfig owner = in("telemetry", postgres.config());
    Migrations.migrate(owner);
    try (Connection connection = owner.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(documented.get(1).replace("SCHEMA public", "SCHEMA telemetry"));
      statement.execute(documented.get(2).replace("SCHEMA public", "SCHEMA telemetry"));
    }

    writeAndRead(owner);
  }

  private static JdbcConfig in(String schema, JdbcConfig database) {
    return JdbcConfig.of(database.url() + "?currentSchema=" + schema).withUser(database.user());
  }

  private static void writeAndRead(JdbcConfig owner) throws Exception {
    JdbcConfig asWriter = owner.withUser("tidemark_writer");
    Migrations.check(asWriter);
    Retry never = Retry.forUpTo(Duration.ZERO, () -> {}, "tidemark_writer");
    try (ConnectionPool.Lease pool = ConnectionPool.lease(asWriter)) {
      new RowWriter<>(TABLE, null, pool::connection, never)
          .write(
              List.of(
                  TABLE.row(
                      Entry.of(SeriesKey.of("a"), Load.change(INSERT, Load.of(1), NOON, 1)))));
      new DeadLetterWriter(pool::connection, never, () -> NOON, "host/1")
          .write(
              List.of(
                  new DeadLetter(
                      Reason.INVALID, "Decode", "e", new byte[0], null, "perf", 0, 1, 0)));
    }
    try (Connection reader = owner.withUser("tidemark_reader").dataSource().getConnection();
        Statement statement = reader.createStatement()) {
      assertThat(
          Postgres.rows(
              statement,
              "SELECT component FROM current_health_window UNION ALL SELECT topic FROM dead_letter"
                  + " UNION ALL SELECT windows FROM computation"
                  + " UNION ALL SELECT op FROM window_revision_health"),
          contains("a", "perf", "fixed 1m", "u"));
    }
  }

  @Test
  void whoIsNotLetMakesNoPartitionAndIsToldTheGrant() throws Exception {
    postgres.execute("CREATE ROLE stranger LOGIN");
    JdbcConfig stranger = postgres.config().withUser("stranger");
    postgres.execute("GRANT USAGE ON SCHEMA public TO stranger");
    RowWriter<Load> writer =
        new RowWriter<>(
            Load.TABLE,
            null,
            () -> {
              Connection connection = stranger.dataSource().getConnection();
              connection.setAutoCommit(false);
              return connection;
            },
            Retry.of(stranger, () -> {}));

    SQLException e =
        assertThrows(
            SQLException.class,
            () -> writer.write(List.of(Load.row("a", INSERT, Load.of(1), NOON, 1))));

    assertThat(
        e.getMessage(),
        is(
            "PostgreSQL: role stranger lacks a privilege, which the owner gives: GRANT EXECUTE ON"
                + " FUNCTION tidemark_ensure_partition TO stranger: ERROR: permission denied for"
                + " function tidemark_ensure_partition"));
  }

  @Test
  void theFunctionsServeNoTableButThoseOfTheirSchema() throws Exception {
    postgres.execute("CREATE TABLE plain (at timestamptz)");

    SQLException e =
        assertThrows(
            SQLException.class,
            () -> postgres.execute("SELECT tidemark_ensure_partition('plain', now())"));

    assertThat(e.getSQLState(), is("42P01"));
  }
}
