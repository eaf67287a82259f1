package io.tidemark.pipelines.sink.postgres;

import static io.tidemark.change.ChangeKind.DELETE;
import static io.tidemark.change.ChangeKind.INSERT;
import static io.tidemark.change.ChangeKind.UPDATE_AFTER;
import static io.tidemark.pipelines.row.Load.MINUTE;
import static io.tidemark.pipelines.row.Load.NOON;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.pipelines.options.History;
import io.tidemark.pipelines.row.Load;
import io.tidemark.pipelines.row.Row;
import io.tidemark.pipelines.row.RowJson;
import io.tidemark.pipelines.row.Table;
import io.tidemark.pipelines.sink.postgres.RowWriter.Written;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.joda.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RowWriterTest {

  private static final SessionSpan HALF_HOUR =
      new SessionSpan(Duration.standardMinutes(30), Duration.standardHours(4));

  private static Postgres postgres;

  private final AtomicInteger retries = new AtomicInteger();
  private RowWriter<Load> writer;
  private RowWriter<Load> sessions;

  @BeforeAll
  static void start() throws IOException {
    postgres = Postgres.migrated();
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  @BeforeEach
  void empty_tables() throws SQLException {
    postgres.execute("TRUNCATE health_window, feedback_session");
    Retry retry = Retry.forUpTo(Duration.standardMinutes(1), retries::incrementAndGet, "postgres");
    writer = postgres.writer(Load.TABLE, null, retry);
    sessions = postgres.writer(Load.SESSIONS, HALF_HOUR, retry);
  }

  private static List<String> standing() throws SQLException {
    return postgres.query(
        "SELECT key, window_start, events, version FROM health_window ORDER BY key, window_start");
  }

  private static List<String> standingSessions() throws SQLException {
    return postgres.query(
        "SELECT key, to_char(window_start, 'HH24:MI'), to_char(window_end, 'HH24:MI'), version"
            + " FROM feedback_session ORDER BY key, window_start");
  }

  @Test
  void everyColumnOfARowIsStored() throws Exception {
    writer.write(
        List.of(
            Load.row(
                "a=\"b\",ü", INSERT, new Load(3, "degraded", null), NOON, 1_767_614_460_123_456L)));

    assertThat(
        postgres.query(
            "SELECT key, component, dimensions->>'component', window_start, window_end, pane,"
                + " pane_index, events, status, cpu_usage_avg, updated_at, version"
                + " FROM health_window"),
        contains(
            "component=a\\=\"b\"\\,ü|a=\"b\",ü|a=\"b\",ü|2026-01-05 12:00:00+00|"
                + "2026-01-05 12:01:00+00|ON_TIME|0|3|degraded|null|2026-01-05 12:01:00.123+00|"
                + "1767614460123456"));
  }

  @Test
  void olderVersionNeverReplacesANewerOne() throws Exception {
    writer.write(List.of(Load.row("a", UPDATE_AFTER, Load.of(2), NOON, 20)));
    Written replay = writer.write(List.of(Load.row("a", INSERT, Load.of(1), NOON, 10)));
    Written older = writer.write(List.of(Load.row("a", DELETE, Load.of(1), NOON, 15)));

    assertThat(standing(), contains("component=a|2026-01-05 12:00:00+00|2|20"));
    assertThat(replay, is(new Written(0, 0, List.of(), List.of())));
    assertThat(older, is(new Written(0, 0, List.of(), List.of())));
  }

  @Test
  void shuffledAndRepeatedVersionsConverge() throws Exception {
    Random random = new Random(7);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      rows.add(Load.row("c" + i % 5, UPDATE_AFTER, Load.of(i), NOON + i % 4 * MINUTE, i));
    }
    for (int round = 0; round < 3; round++) {
      Collections.shuffle(rows, random);
      for (int from = 0; from < rows.size(); from += 37) {
        writer.write(rows.subList(from, Math.min(rows.size(), from + 37)));
      }
    }

    // 20 rows; of each (key, window) the last of its 20 versions, 380 to 399.
    assertThat(
        postgres.query("SELECT version, events FROM health_window ORDER BY version"),
        is(java.util.stream.IntStream.range(380, 400).mapToObj(i -> i + "|" + i).toList()));
  }

  @Test
  void sameKeyTwiceInABatchKeepsTheLast() throws Exception {
    Written written =
        writer.write(
            List.of(
                Load.row("a", INSERT, Load.of(1), NOON, 1),
                Load.row("a", UPDATE_AFTER, Load.of(2), NOON, 2),
                Load.row("b", INSERT, Load.of(1), NOON, 1),
                Load.row("b", DELETE, Load.of(1), NOON, 2)));

    assertThat(standing(), contains("component=a|2026-01-05 12:00:00+00|2|2"));
    assertThat(written, is(new Written(1, 0, List.of(), List.of())));
  }

  @Test
  void deleteRemovesTheRowItNames() throws Exception {
    writer.write(
        List.of(
            Load.row("a", INSERT, Load.of(1), NOON, 1),
            Load.row("a", INSERT, Load.of(1), NOON + MINUTE, 1)));
    Written written = writer.write(List.of(Load.row("a", DELETE, Load.of(1), NOON, 2)));

    assertThat(standing(), contains("component=a|2026-01-05 12:01:00+00|1|1"));
    assertThat(written, is(new Written(0, 1, List.of(), List.of())));
  }

  @Test
  void poisonRowIsIsolatedAmongGoodOnes() throws Exception {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      rows.add(Load.row("c" + i, INSERT, Load.of(i), NOON, 1));
    }
    rows.add(Load.row("nul\0", INSERT, Load.of(1), NOON, 1));
    rows.add(Load.row("ancient", INSERT, Load.of(1), -290_000_000_000_000L, 1));
    rows.add(Load.row("missing", INSERT, new Load(1, null, Double.NaN), NOON, 1));
    Collections.shuffle(rows, new Random(3));

    Written written = writer.write(rows);

    assertThat(written.upserted(), is(101L));
    assertThat(
        written.rejected().stream()
            .map(r -> r.row().primaryKey().get(0) + " " + r.reason().getSQLState())
            .sorted()
            .toList(),
        contains("component=ancient 22008", "component=nul\0 22021"));
    assertThat(postgres.query("SELECT count(*) FROM health_window"), contains("101"));
    assertThat(retries.get(), is(0));
  }

  @Test
  void partitionsAreMadeForAnyTime() throws Exception {
    long year = 31_557_600_000L;
    writer.write(
        List.of(
            Load.row("1970", INSERT, Load.of(1), 0, 1),
            Load.row("2019", INSERT, Load.of(1), 1_578_268_799_999L, 1),
            Load.row("2020", INSERT, Load.of(1), 1_578_268_800_000L, 1),
            Load.row("2023", INSERT, Load.of(1), 1_700_000_000_000L, 1),
            Load.row("2099", INSERT, Load.of(1), 4_070_908_800_000L, 1),
            Load.row("2500", INSERT, Load.of(1), 530 * year, 1)));

    assertThat(
        postgres.query("SELECT component, tableoid::regclass FROM health_window ORDER BY 1"),
        contains(
            "1970|health_window_before_2020",
            "2019|health_window_before_2020",
            "2020|health_window_w20200106",
            "2023|health_window_w20231113",
            "2099|health_window_w20981229",
            "2500|health_window_after_2099"));
  }

  @Test
  void weekDroppedUnderTheWriterIsMadeAgain() throws Exception {
    writer.write(List.of(Load.row("a", INSERT, Load.of(1), NOON, 1)));
    postgres.execute("DROP TABLE health_window_w20260105");

    writer.write(List.of(Load.row("a", UPDATE_AFTER, Load.of(2), NOON, 2)));

    assertThat(standing(), contains("component=a|2026-01-05 12:00:00+00|2|2"));
    assertThat(retries.get(), is(1));
  }

  @Test
  void aDatabaseThatWasNotMigratedIsNamedWithTheRemedy() throws Exception {
    postgres.execute("CREATE DATABASE bare");
    JdbcConfig bare = postgres.config("bare");
    RowWriter<Load> toBare =
        new RowWriter<>(
            Load.TABLE,
            null,
            () -> bare.dataSource().getConnection(),
            Retry.forUpTo(Duration.ZERO, () -> {}, "postgres"));

    SQLException e =
        assertThrows(
            SQLException.class,
            () -> toBare.write(List.of(Load.row("a", INSERT, Load.of(1), NOON, 1))));

    assertThat(
        e.getMessage(),
        startsWith(
            "PostgreSQL: the database lacks what this version needs, which './tidemark migrate"
                + " --jdbcUrl=…' adds: ERROR: function tidemark_ensure_partition("));
  }

  @Test
  void twoWritersOfANewWeekMakeOnePartition() throws Exception {
    List<Thread> writers = new ArrayList<>();
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 8; i++) {
      String component = "c" + i;
      Thread thread =
          new Thread(
              () -> {
                for (int week = 0; week < 10; week++) {
                  Row row =
                      Load.row(
                          component, INSERT, Load.of(1), NOON + (week + 60) * 10080L * MINUTE, 1);
                  try {
                    postgres
                        .writer(
                            Load.TABLE, null, Retry.forUpTo(Duration.ZERO, () -> {}, "postgres"))
                        .write(List.of(row));
                  } catch (SQLException | IOException e) {
                    failures.add(e);
                  }
                }
              });
      thread.start();
      writers.add(thread);
    }
    for (Thread thread : writers) {
      thread.join();
    }

    assertThat(failures, empty());
    assertThat(
        postgres.query("SELECT count(*), count(DISTINCT tableoid) FROM health_window"),
        contains("80|10"));
  }

  @Test
  void newSessionRemovesStaleOnesThatShareItsEvents() throws Exception {
    // Before a crash: one session of events 12:00 to 12:50. It ends at 13:20.
    sessions.write(List.of(Load.session("s", INSERT, NOON, NOON + 80 * MINUTE, 1)));
    sessions.write(List.of(Load.session("other", INSERT, NOON, NOON + 80 * MINUTE, 1)));

    // After it: only the event at 12:25 has come again so far.
    Written written =
        sessions.write(
            List.of(Load.session("s", INSERT, NOON + 25 * MINUTE, NOON + 55 * MINUTE, 2)));

    assertThat(written.upserted(), is(1L));
    assertThat(
        written.stale().stream()
            .map(row -> new String(RowJson.row(Load.SESSIONS, row), StandardCharsets.UTF_8))
            .toList(),
        contains(
            "{\"key\":\"session_id=s\",\"session_id\":\"s\",\"dimensions\":{\"session_id\": \"s\"},"
                + "\"window_start\":\"2026-01-05T12:00:00.000Z\","
                + "\"window_end\":\"2026-01-05T13:20:00.000Z\",\"pane\":\"ON_TIME\","
                + "\"pane_index\":0,\"events\":1,\"ratings\":0,\"edits\":0,\"regenerations\":0,"
                + "\"saves\":0,\"shares\":0,\"dwell_seconds_total\":0.0,"
                + "\"duration_seconds\":0.0,\"updated_at\":\"1970-01-01T00:00:00.000Z\"}"));
    assertThat(
        standingSessions(),
        contains("session_id=other|12:00|13:20|1", "session_id=s|12:25|12:55|2"));
  }

  @Test
  void sessionsThatShareOnlyTheTailBothStand() throws Exception {
    // A cap cut here: events 12:00 to 12:50, then 12:51 to 13:00. The gap is 30 minutes.
    sessions.write(List.of(Load.session("s", INSERT, NOON, NOON + 80 * MINUTE, 1)));
    sessions.write(List.of(Load.session("s", INSERT, NOON + 51 * MINUTE, NOON + 90 * MINUTE, 2)));
    // And an update of the first.
    sessions.write(List.of(Load.session("s", UPDATE_AFTER, NOON, NOON + 80 * MINUTE, 3)));

    assertThat(
        standingSessions(), contains("session_id=s|12:00|13:20|3", "session_id=s|12:51|13:30|2"));
  }

  @Test
  void sessionsThatShareOneEventTimeDoNotBothStand() throws Exception {
    sessions.write(List.of(Load.session("s", INSERT, NOON, NOON + 80 * MINUTE, 1)));
    sessions.write(List.of(Load.session("s", INSERT, NOON + 50 * MINUTE, NOON + 90 * MINUTE, 2)));

    assertThat(standingSessions(), contains("session_id=s|12:50|13:30|2"));
  }

  @Test
  void olderSessionDoesNotRemoveANewerOne() throws Exception {
    sessions.write(List.of(Load.session("s", INSERT, NOON, NOON + 80 * MINUTE, 5)));
    sessions.write(List.of(Load.session("s", INSERT, NOON + 10 * MINUTE, NOON + 40 * MINUTE, 4)));

    assertThat(
        standingSessions(), contains("session_id=s|12:00|13:20|5", "session_id=s|12:10|12:40|4"));
  }

  /** 4 s; the 30 s of a real outage are measured with {@code -Dtidemark.outageSeconds=30}. */
  @Test
  void databaseStoppedForSecondsUnderWritesLosesNothing() throws Exception {
    long outageMillis = 1000L * Integer.getInteger("tidemark.outageSeconds", 4);
    Thread outage =
        new Thread(
            () -> {
              try {
                Thread.sleep(300);
                postgres.stop();
                Thread.sleep(outageMillis);
                postgres.startAgain();
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    outage.start();
    int batches = 0;
    try (ConnectionPool.Lease pool = ConnectionPool.lease(postgres.config())) {
      Retry retry =
          Retry.forUpTo(Duration.standardMinutes(1), retries::incrementAndGet, "postgres");
      RowWriter<Load> pooled = new RowWriter<>(Load.TABLE, null, pool::connection, retry);
      while (outage.isAlive() || batches < 200) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          rows.add(Load.row("b" + batches, INSERT, Load.of(1), NOON + i * MINUTE, 1));
        }
        // Rows whose commit went through but was not answered stand already when tried again.
        assertThat(pooled.write(rows).rejected(), is(List.of()));
        batches++;
      }
    }
    outage.join();

    assertThat(
        postgres.query("SELECT count(*), count(DISTINCT key) FROM health_window"),
        contains(batches * 20 + "|" + batches));
    assertThat(retries.get(), greaterThan(0));
  }

  private static RowWriter<Load> keeping(Table<Load> table, SessionSpan span, long firstVersion) {
    Retry retry = Retry.forUpTo(Duration.standardMinutes(1), () -> {}, "postgres");
    return new RowWriter<>(
        table, span, postgres::connection, retry, History.SETTLED, firstVersion, null);
  }

  @Test
  void aRunOverFilesDoesNotReplaceARowOfOtherEvents() throws Exception {
    writer.write(List.of(Load.row("gateway", INSERT, Load.of(10), NOON, 5)));
    StandingRow refused =
        assertThrows(
            StandingRow.class,
            () ->
                keeping(Load.TABLE, null, 100)
                    .write(List.of(Load.row("gateway", INSERT, Load.of(2), NOON, 101))));
    assertThat(
        refused.getMessage(),
        is(
            "health_window has a row of 10 events for component=gateway"
                + " [2026-01-05T12:00:00.000Z, 2026-01-05T12:01:00.000Z), which this run would"
                + " replace by one of 2: give all files that have events of a window in one"
                + " --input, or --replaceRows to let the rows of this run take the place of"
                + " others"));
    assertThat(standing(), contains("component=gateway|2026-01-05 12:00:00+00|10|5"));
  }

  @Test
  void aRunOverFilesMayBeRepeatedAndReplacesItsOwnRows() throws Exception {
    RowWriter<Load> run = keeping(Load.TABLE, null, 100);
    writer.write(List.of(Load.row("gateway", INSERT, Load.of(10), NOON, 5)));
    run.write(List.of(Load.row("gateway", INSERT, Load.of(10), NOON, 101)));
    run.write(List.of(Load.row("gateway", UPDATE_AFTER, Load.of(11), NOON, 102)));
    assertThat(standing(), contains("component=gateway|2026-01-05 12:00:00+00|11|102"));
  }

  @Test
  void aRunOverFilesDoesNotReplaceASessionOfOtherBounds() throws Exception {
    sessions.write(List.of(Load.session("s", INSERT, NOON, NOON + 80 * MINUTE, 1)));
    RowWriter<Load> run = keeping(Load.SESSIONS, HALF_HOUR, 100);
    StandingRow refused =
        assertThrows(
            StandingRow.class,
            () ->
                run.write(
                    List.of(
                        Load.session("s", INSERT, NOON + 25 * MINUTE, NOON + 55 * MINUTE, 101))));
    assertThat(
        refused.getMessage(),
        startsWith(
            "feedback_session has a row of 1 events for session_id=s"
                + " [2026-01-05T12:00:00.000Z, 2026-01-05T13:20:00.000Z), which this run would"
                + " replace by one of 1:"));
    assertThat(standingSessions(), contains("session_id=s|12:00|13:20|1"));
  }
}
