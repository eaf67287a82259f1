package io.tidemark.pipelines.sink.postgres;

import static io.tidemark.change.ChangeKind.DELETE;
import static io.tidemark.change.ChangeKind.INSERT;
import static io.tidemark.change.ChangeKind.UPDATE_AFTER;
import static io.tidemark.pipelines.row.Load.MINUTE;
import static io.tidemark.pipelines.row.Load.NOON;
import static org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing.EARLY;
import static org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing.LATE;
import static org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing.ON_TIME;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeKind;
import io.tidemark.pipelines.anomaly.Anomaly;
import io.tidemark.pipelines.anomaly.AnomalyTable;
import io.tidemark.pipelines.options.History;
import io.tidemark.pipelines.row.Entry;
import io.tidemark.pipelines.row.Load;
import io.tidemark.pipelines.row.Row;
import io.tidemark.pipelines.row.Table;
import io.tidemark.pipelines.series.SeriesKey;
import io.tidemark.pipelines.sink.postgres.RowWriter.Connections;
import io.tidemark.pipelines.sink.postgres.RowWriter.Written;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RevisionsTest {

  private static final SessionSpan HALF_HOUR =
      new SessionSpan(Duration.standardMinutes(30), Duration.standardHours(4));

  private static Postgres postgres;

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
    postgres.execute(
        "TRUNCATE health_window, feedback_session, anomaly, window_revision_health,"
            + " window_revision_feedback, window_revision_anomaly");
  }

  private static <O> RowWriter<O> writer(Table<O> table, History history) {
    return writer(table, null, history, postgres::connection, 0);
  }

  private static <O> RowWriter<O> writer(
      Table<O> table,
      SessionSpan sessions,
      History history,
      Connections connections,
      long firstVersion) {
    Retry retry = Retry.forUpTo(Duration.standardMinutes(1), () -> {}, "postgres");
    return new RowWriter<>(table, sessions, connections, retry, history, firstVersion, null);
  }

  /** A row of the window at noon. */
  private static Row row(String component, ChangeKind kind, Timing timing, long events, long at) {
    IntervalWindow window =
        new IntervalWindow(Instant.ofEpochMilli(NOON), Instant.ofEpochMilli(NOON + MINUTE));
    return Load.TABLE.row(
        Entry.of(
            SeriesKey.of(component), new Change<>(kind, Load.of(events), window, timing, 0, at)));
  }

  private static List<String> revisions() throws SQLException {
    return postgres.query(
        "SELECT component, op, pane, events, version FROM window_revision_health"
            + " ORDER BY component, version");
  }

  private static List<String> standing() throws SQLException {
    return postgres.query("SELECT component, events, version FROM health_window ORDER BY 1");
  }

  private static void writeALife(History history) throws Exception {
    RowWriter<Load> writer = writer(Load.TABLE, history);
    writer.write(List.of(row("a", INSERT, EARLY, 1, 1), row("b", INSERT, EARLY, 5, 1)));
    Written written =
        writer.write(
            List.of(row("a", UPDATE_AFTER, ON_TIME, 2, 3), row("b", UPDATE_AFTER, EARLY, 6, 3)));
    assertThat(written.upserted(), is(2L));
    assertThat(writer.write(List.of(row("a", UPDATE_AFTER, LATE, 3, 5))).upserted(), is(1L));
    assertThat(standing(), contains("a|3|5", "b|6|3"));
  }

  @Test
  void settledPanesLeaveRevisionsAndEarlyOnesNone() throws Exception {
    writeALife(History.SETTLED);
    assertThat(revisions(), contains("a|u|ON_TIME|2|3", "a|u|LATE|3|5"));
  }

  @Test
  void withAllHistoryEarlyPanesLeaveThemToo() throws Exception {
    writeALife(History.ALL);
    assertThat(
        revisions(),
        contains(
            "a|u|EARLY|1|1", "a|u|ON_TIME|2|3", "a|u|LATE|3|5", "b|u|EARLY|5|1", "b|u|EARLY|6|3"));
  }

  @Test
  void withoutHistoryNothingLeavesAny() throws Exception {
    writeALife(History.NONE);
    assertThat(revisions(), empty());
    Written written = writer(Load.TABLE, History.NONE).write(List.of(row("a", DELETE, LATE, 3, 7)));
    assertThat(written, is(new Written(0, 1, List.of(), List.of())));
    assertThat(revisions(), empty());
  }

  @Test
  void aRevisionHasEveryColumnOfItsRow() throws Exception {
    writer(Load.TABLE, History.SETTLED).write(List.of(row("a", INSERT, ON_TIME, 4, 1_500_000)));
    assertThat(
        postgres.query(
            """
            SELECT (to_jsonb(r) - 'op' - 'recorded_at') = to_jsonb(t), r.key, r.updated_at,
              recorded_at BETWEEN now() - interval '1 minute' AND now()
            FROM window_revision_health r CROSS JOIN health_window t"""),
        contains("t|component=a|1970-01-01 00:00:01.5+00|t"));
  }

  @Test
  void anOlderVersionLeavesNone() throws Exception {
    RowWriter<Load> writer = writer(Load.TABLE, History.SETTLED);
    writer.write(List.of(row("a", UPDATE_AFTER, ON_TIME, 2, 20)));
    writer.write(List.of(row("a", INSERT, ON_TIME, 1, 10)));
    writer.write(List.of(row("a", DELETE, ON_TIME, 1, 15)));

    assertThat(revisions(), contains("a|u|ON_TIME|2|20"));
  }

  @Test
  void aDeletedRowIsKeptWithTheVersionOfItsDeletion() throws Exception {
    RowWriter<Load> writer = writer(Load.TABLE, History.SETTLED);
    writer.write(List.of(row("a", INSERT, ON_TIME, 2, 20), row("b", INSERT, EARLY, 1, 20)));
    Written written =
        writer.write(List.of(row("a", DELETE, ON_TIME, 2, 30), row("b", DELETE, EARLY, 1, 31)));

    assertThat(written, is(new Written(0, 2, List.of(), List.of())));
    // The one that was early too: before a crash it may have been settled.
    assertThat(revisions(), contains("a|u|ON_TIME|2|20", "a|d|ON_TIME|2|30", "b|d|EARLY|1|31"));
    assertThat(standing(), empty());
  }

  @Test
  void aWithdrawnAnomalyIsKeptWithItsVerdict() throws Exception {
    Table<Anomaly> table = AnomalyTable.create(List.of("model"));
    RowWriter<Anomaly> writer = writer(table, History.SETTLED);
    writer.write(List.of(verdict(table, INSERT, 7)));
    writer.write(List.of(verdict(table, DELETE, 9)));

    assertThat(
        postgres.query(
            "SELECT op, key, metric, severity, detected_at, version FROM window_revision_anomaly"
                + " ORDER BY version"),
        contains(
            "u|model=gpt|error_rate|warning|1970-01-01 00:00:00+00|7",
            "d|model=gpt|error_rate|warning|1970-01-01 00:00:00+00|9"));
  }

  private static Row verdict(Table<Anomaly> table, ChangeKind kind, long version) {
    IntervalWindow window =
        new IntervalWindow(Instant.ofEpochMilli(NOON), Instant.ofEpochMilli(NOON + MINUTE));
    Anomaly anomaly = new Anomaly("error_rate", 0.5, 0.1, 0.1, 4, "warning", null, "high");
    return table.row(
        Entry.of(
            SeriesKey.of("gpt"), new Change<>(kind, anomaly, window, Timing.ON_TIME, 0, version)));
  }

  @Test
  void anAbsorbedSessionIsKeptWithTheVersionOfTheOneInItsPlace() throws Exception {
    RowWriter<Load> sessions =
        writer(Load.SESSIONS, HALF_HOUR, History.SETTLED, postgres::connection, 0);
    sessions.write(List.of(Load.session("s", INSERT, NOON, NOON + 80 * MINUTE, 1)));
    Written written =
        sessions.write(
            List.of(Load.session("s", INSERT, NOON + 25 * MINUTE, NOON + 55 * MINUTE, 2)));

    assertThat(written.stale().get(0).version(), is(1L));
    assertThat(
        postgres.query(
            "SELECT op, to_char(window_start, 'HH24:MI'), to_char(window_end, 'HH24:MI'), version"
                + " FROM window_revision_feedback ORDER BY version, op"),
        contains("u|12:00|13:20|1", "d|12:00|13:20|2", "u|12:25|12:55|2"));
    // At no time the history has both, or neither.
    assertThat(
        postgres.query(
            "SELECT version, count(DISTINCT recorded_at) FROM window_revision_feedback GROUP BY 1"
                + " ORDER BY 1"),
        contains("1|1", "2|1"));
  }

  @Test
  void aBatchThatIsSplitLeavesOneRevisionOfEachRowThatStands() throws Exception {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      rows.add(row("c" + i, INSERT, ON_TIME, i, 1));
    }
    rows.add(row("nul\0", INSERT, ON_TIME, 1, 1));
    Written written = writer(Load.TABLE, History.SETTLED).write(rows);

    assertThat(written.upserted(), is(30L));
    assertThat(written.rejected().size(), is(1));
    assertThat(
        postgres.query(
            "SELECT count(*), count(DISTINCT key), min(op) FROM window_revision_health"
                + " JOIN health_window USING (key, version)"),
        contains("30|30|u"));
  }

  @Test
  void aRowWhoseRevisionIsRefusedDoesNotStand() throws Exception {
    postgres.execute("ALTER TABLE window_revision_health ADD CONSTRAINT few CHECK (events < 100)");
    Written written =
        writer(Load.TABLE, History.SETTLED)
            .write(List.of(row("a", INSERT, ON_TIME, 1, 1), row("b", INSERT, ON_TIME, 100, 1)));
    postgres.execute("ALTER TABLE window_revision_health DROP CONSTRAINT few");

    assertThat(written.rejected().get(0).row().primaryKey().get(0), is("component=b"));
    assertThat(standing(), contains("a|1|1"));
    assertThat(revisions(), contains("a|u|ON_TIME|1|1"));
  }

  @Test
  void aRunThatIsRefusedLeavesNone() throws Exception {
    RowWriter<Load> before =
        writer(Load.SESSIONS, HALF_HOUR, History.NONE, postgres::connection, 0);
    before.write(List.of(Load.session("s", INSERT, NOON, NOON + 80 * MINUTE, 1)));
    RowWriter<Load> run =
        writer(Load.SESSIONS, HALF_HOUR, History.SETTLED, postgres::connection, 100);
    assertThrows(
        StandingRow.class,
        () ->
            run.write(
                List.of(Load.session("s", INSERT, NOON + 25 * MINUTE, NOON + 55 * MINUTE, 101))));

    assertThat(postgres.query("SELECT * FROM window_revision_feedback"), empty());
  }

  @Test
  void aValueThatIsStatedAgainIsARevisionWithANewerVersion() throws Exception {
    writer(Load.TABLE, History.SETTLED).write(List.of(row("a", INSERT, ON_TIME, 2, 3)));
    writer(Load.TABLE, History.SETTLED).write(List.of(row("a", UPDATE_AFTER, ON_TIME, 2, 9)));

    assertThat(revisions(), contains("a|u|ON_TIME|2|3", "a|u|ON_TIME|2|9"));
  }

  @Test
  void aDayDroppedUnderTheWriterIsMadeAgain() throws Exception {
    RowWriter<Load> writer = writer(Load.TABLE, History.SETTLED);
    writer.write(List.of(row("a", INSERT, ON_TIME, 1, 1)));
    for (String day : days()) {
      postgres.execute("DROP TABLE " + day);
    }
    writer.write(List.of(row("a", UPDATE_AFTER, ON_TIME, 2, 2)));

    assertThat(revisions(), contains("a|u|ON_TIME|2|2"));
    assertThat(days().size(), is(2));
  }

  private static List<String> days() throws SQLException {
    return postgres.query(
        "SELECT inhrelid::regclass::text FROM pg_inherits"
            + " WHERE inhparent = 'window_revision_health'::regclass ORDER BY 1");
  }

  @Test
  void theTurnOfTheDayFindsItsPartitionAndMakesTheNext() throws Exception {
    for (String day : days()) {
      postgres.execute("DROP TABLE " + day);
    }
    postgres.execute("CREATE SCHEMA clock; CREATE TABLE clock.reads (at timestamptz)");
    postgres.execute(
        "CREATE FUNCTION clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql STABLE AS"
            + " 'SELECT at FROM clock.reads'");
    RowWriter<Load> writer =
        writer(Load.TABLE, null, History.SETTLED, RevisionsTest::connectionWithAClock, 0);
    postgres.execute("INSERT INTO clock.reads VALUES ('2026-11-28 23:59:59Z')");
    writer.write(List.of(row("a", INSERT, ON_TIME, 1, 1)));
    assertThat(
        days(), contains("window_revision_health_d20261128", "window_revision_health_d20261129"));
    postgres.execute("UPDATE clock.reads SET at = '2026-11-29 00:00:00Z'");
    writer.write(List.of(row("a", UPDATE_AFTER, ON_TIME, 2, 2)));

    assertThat(
        days(),
        contains(
            "window_revision_health_d20261128",
            "window_revision_health_d20261129",
            "window_revision_health_d20261130"));
    assertThat(
        postgres.query(
            "SELECT tableoid::regclass, recorded_at, version FROM window_revision_health"
                + " ORDER BY version"),
        contains(
            "window_revision_health_d20261128|2026-11-28 23:59:59+00|1",
            "window_revision_health_d20261129|2026-11-29 00:00:00+00|2"));
  }

  /** Its {@code clock_timestamp()} is what the test says. */
  private static Connection connectionWithAClock() throws SQLException {
    JdbcConfig config = postgres.config();
    Connection connection =
        JdbcConfig.of(config.url() + "?currentSchema=clock,pg_catalog,public")
            .withUser(config.user())
            .dataSource()
            .getConnection();
    connection.setAutoCommit(false);
    return connection;
  }

  @Test
  void aDayIsFromMidnightToMidnightInUtc() throws Exception {
    try (Connection connection = postgres.connection()) {
      Partitions days = Partitions.daily("window_revision_sliding");
      long noon = NOON;
      assertThat(days.ensure(connection, Set.of(noon)), is(true));
      assertThat(days.ensure(connection, Set.of(noon + 12 * 60 * MINUTE - 1)), is(false));
      assertThat(days.ensure(connection, Set.of(noon + 12 * 60 * MINUTE)), is(true));
    }
    assertThat(
        postgres.query(
            "SELECT relname, pg_get_expr(relpartbound, oid) FROM pg_class"
                + " WHERE relkind = 'r' AND relname LIKE 'window_revision_sliding_d%'"
                + " ORDER BY 1"),
        contains(
            "window_revision_sliding_d20260105|FOR VALUES FROM ('2026-01-05 00:00:00+00') TO"
                + " ('2026-01-06 00:00:00+00')",
            "window_revision_sliding_d20260106|FOR VALUES FROM ('2026-01-06 00:00:00+00') TO"
                + " ('2026-01-07 00:00:00+00')"));
  }
}
