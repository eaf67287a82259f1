package io.tidemark.pipelines.sink.postgres;

import static io.tidemark.change.ChangeKind.INSERT;
import static io.tidemark.pipelines.row.Load.NOON;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.row.Load;
import io.tidemark.pipelines.sink.postgres.RowWriter.Written;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.joda.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What servers are set to: limits of time, encodings, and poolers between. */
class ServerLimitsTest {

  private static Postgres postgres;

  private final AtomicInteger retries = new AtomicInteger();
  private final Retry retry =
      Retry.forUpTo(Duration.standardMinutes(1), retries::incrementAndGet, "postgres");

  @BeforeAll
  static void start() throws IOException {
    postgres = Postgres.migrated();
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  @BeforeEach
  void emptyTables() throws SQLException {
    postgres.execute("TRUNCATE dead_letter, health_window");
  }

  private static DeadLetter letter(String error) {
    return new DeadLetter(Reason.INVALID, "Decode", error, new byte[] {1}, null, "perf", 0, 1, 0);
  }

  @Test
  void aLockThatOutlastsTheStatementTimeoutIsWaitedFor() throws Exception {
    RowWriter<Load> writer = postgres.writer(Load.TABLE, null, retry);
    writer.write(List.of(Load.row("before", INSERT, Load.of(1), NOON, 1)));
    postgres.execute("ALTER DATABASE postgres SET statement_timeout = '300ms'");
    try (Connection other = postgres.connection();
        Statement lock = other.createStatement()) {
      lock.execute("SET LOCAL statement_timeout = 0");
      lock.execute("LOCK TABLE health_window IN ACCESS EXCLUSIVE MODE");
      Thread release = new Thread(() -> releaseAfter(1_500, other));
      release.start();
      writer.write(List.of(Load.row("during", INSERT, Load.of(1), NOON, 1)));
      release.join();
    } finally {
      postgres.execute("ALTER DATABASE postgres RESET statement_timeout");
    }

    assertThat(retries.get(), greaterThan(0));
    assertThat(
        postgres.query("SELECT component FROM health_window ORDER BY 1"),
        contains("before", "during"));
  }

  private static void releaseAfter(long millis, Connection connection) {
    try {
      Thread.sleep(millis);
      connection.rollback();
    } catch (SQLException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aKeyThatNoIndexHoldsIsRejectedAndTheOthersStand() throws Exception {
    Written written =
        postgres
            .writer(Load.TABLE, null, retry)
            .write(
                List.of(
                    Load.row("ok", INSERT, Load.of(1), NOON, 1),
                    Load.row(Poison.incompressible(1_024, 5), INSERT, Load.of(1), NOON, 1),
                    Load.row("ok2", INSERT, Load.of(1), NOON, 1)));

    assertThat(
        written.rejected().stream().map(each -> each.reason().getSQLState()).toList(),
        contains("54000"));
    assertThat(
        postgres.query("SELECT component FROM health_window ORDER BY 1"), contains("ok", "ok2"));
    assertThat(retries.get(), is(0));

    DeadLetter letter = RejectedRow.of(Load.TABLE, written.rejected().get(0));
    assertThat(
        new DeadLetterWriter(postgres::connection, retry, () -> NOON, "host/1")
            .write(List.of(letter)),
        is(1L));
  }

  @Test
  void noSettingStaysOnAConnectionThatIsGivenBack() throws Exception {
    try (ConnectionPool.Lease pool = ConnectionPool.lease(postgres.config().withPoolSize(1))) {
      new RowWriter<>(Load.TABLE, null, pool::connection, retry)
          .write(List.of(Load.row("a", INSERT, Load.of(1), NOON, 1)));
      new DeadLetterWriter(pool::connection, retry, () -> NOON, "host/1")
          .write(List.of(letter("x")));

      try (Connection connection = pool.connection();
          Statement statement = connection.createStatement()) {
        assertThat(
            Postgres.rows(
                statement,
                "SELECT name, setting FROM pg_settings WHERE source = 'session'"
                    + " AND name NOT IN ('extra_float_digits', 'application_name')"),
            empty());
        assertThat(
            Postgres.rows(statement, "SELECT mode FROM pg_locks WHERE locktype = 'advisory'"),
            empty());
      }
    }
  }

  @Test
  void inADatabaseOfAnotherEncodingOnlyWhatItLacksIsSetAside() throws Exception {
    for (String encoding : List.of("EUC_JP", "SQL_ASCII")) {
      String name = "in_" + encoding.toLowerCase(java.util.Locale.ROOT);
      postgres.execute(
          "CREATE DATABASE "
              + name
              + " ENCODING '"
              + encoding
              + "' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");
      JdbcConfig database = postgres.config(name);
      Migrations.migrate(database);
      try (ConnectionPool.Lease pool = ConnectionPool.lease(database)) {
        Written written =
            new RowWriter<>(Load.TABLE, null, pool::connection, retry)
                .write(
                    List.of(
                        Load.row("plain", INSERT, Load.of(1), NOON, 1),
                        Load.row("smile \ud83d\ude00", INSERT, Load.of(1), NOON, 1)));
        boolean anyBytes = encoding.equals("SQL_ASCII");
        assertThat(encoding, written.upserted(), is(anyBytes ? 2L : 1L));
        assertThat(encoding, written.rejected().size(), is(anyBytes ? 0 : 1));
        new DeadLetterWriter(pool::connection, retry, () -> NOON, "host/1")
            .write(List.of(letter("a\u4e2d\ud83d\ude00")));
        try (Connection connection = pool.connection();
            Statement statement = connection.createStatement()) {
          assertThat(
              encoding,
              Postgres.rows(statement, "SELECT error FROM dead_letter"),
              contains(anyBytes ? "a\u4e2d\ud83d\ude00" : "a\\u4e2d\\ud83d\\ude00"));
        }
      }
    }
  }
}
