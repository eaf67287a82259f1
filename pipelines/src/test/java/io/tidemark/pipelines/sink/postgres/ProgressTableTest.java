package io.tidemark.pipelines.sink.postgres;

import static io.tidemark.change.ChangeKind.INSERT;
import static io.tidemark.pipelines.row.Load.MINUTE;
import static io.tidemark.pipelines.row.Load.NOON;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import io.tidemark.pipelines.options.History;
import io.tidemark.pipelines.row.Computation;
import io.tidemark.pipelines.row.Entry;
import io.tidemark.pipelines.row.Load;
import io.tidemark.pipelines.row.Row;
import io.tidemark.pipelines.row.Table;
import io.tidemark.pipelines.series.SeriesKey;
import io.tidemark.pipelines.sink.postgres.RowWriter.Written;
import java.io.IOException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.joda.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProgressTableTest {

  private static final Computation COMPUTATION =
      new Computation("health", "fixed 1m", "component", new LinkedHashMap<>());
  private static final Table<Load> TABLE = Load.TABLE.withComputation(COMPUTATION);

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
  void clear() throws SQLException {
    postgres.execute("DELETE FROM health_window; DELETE FROM progress; DELETE FROM computation");
  }

  @Test
  void theLastWriterWinsAlsoIfItGoesBack() throws Exception {
    writer(false).write(List.of(), new TreeMap<>(Map.of(0, NOON, 5, ShardProgress.ENDED)));
    writer(false).write(List.of(), new TreeMap<>(Map.of(0, NOON - 1, 5, NOON + MINUTE)));

    assertThat(progress(), contains("0|2026-01-05 11:59:59.999+00", "5|2026-01-05 12:01:00+00"));
    assertThat(
        postgres.query(
            "SELECT DISTINCT p.stream, shards, allowed_lateness_ms, written_at <= clock_timestamp()"
                + " FROM progress p JOIN computation c ON c.id = p.computation"),
        contains("health|64|30000|t"));
  }

  @Test
  void aShardOfWhichNothingIsKnownHasNoRow() throws Exception {
    writer(false).write(List.of(), new TreeMap<>(Map.of(0, NOON, 1, NOON)));
    writer(false)
        .write(List.of(row("a")), new TreeMap<>(Map.of(0, ShardProgress.UNKNOWN, 2, NOON)));

    assertThat(progress(), contains("1|2026-01-05 12:00:00+00", "2|2026-01-05 12:00:00+00"));
  }

  @Test
  void aRowThatTheDatabaseRefusesDoesNotHoldProgressBack() throws Exception {
    Written written =
        writer(false)
            .write(List.of(row("a"), row("b"), row("bad\0")), new TreeMap<>(Map.of(0, NOON)));

    assertThat(written.rejected().size(), is(1));
    assertThat(progress(), contains("0|2026-01-05 12:00:00+00"));
    assertThat(
        postgres.query("SELECT component FROM health_window ORDER BY 1"), contains("a", "b"));
  }

  @Test
  void rowsThatAreNotWrittenSayNothing() throws Exception {
    postgres.execute("ALTER TABLE health_window RENAME TO hidden");
    try {
      writer(false).write(List.of(row("a")), new TreeMap<>(Map.of(0, NOON)));
      throw new AssertionError("a row was written to a table that does not exist");
    } catch (SQLException e) {
      assertThat(e.getSQLState(), is("42P01"));
    } finally {
      postgres.execute("ALTER TABLE hidden RENAME TO health_window");
    }

    assertThat(progress(), is(empty()));
  }

  @Test
  void aRunOverFilesSpeaksOnlyWhereNothingStands() throws Exception {
    writer(false).write(List.of(), new TreeMap<>(Map.of(0, NOON)));
    writer(true)
        .write(List.of(), new TreeMap<>(Map.of(0, ShardProgress.ENDED, 1, ShardProgress.ENDED)));
    writer(true).write(List.of(), new TreeMap<>(Map.of(0, ShardProgress.UNKNOWN)));

    assertThat(progress(), contains("0|2026-01-05 12:00:00+00", "1|infinity"));
  }

  /** Its computation would become the current one, and hide the rows of another. */
  @Test
  void aRunOverFilesWithoutRowsIsNoComputation() throws Exception {
    writer(true).write(List.of(), new TreeMap<>(Map.of(0, ShardProgress.ENDED)));

    assertThat(postgres.query("SELECT id FROM computation"), is(empty()));
  }

  @Test
  void whoDropsAComputationDropsItsProgress() throws Exception {
    writer(false).write(List.of(row("a")), new TreeMap<>(Map.of(0, NOON)));
    try (StoredComputations stored = StoredComputations.of(postgres.config())) {
      stored.drop(stored.list().get(0));
    }

    assertThat(progress(), is(empty()));
  }

  private static RowWriter<Load> writer(boolean bounded) {
    return new RowWriter<>(
        TABLE,
        null,
        postgres::connection,
        Retry.forUpTo(Duration.ZERO, () -> {}, "postgres"),
        History.SETTLED,
        0,
        new StreamProgress(COMPUTATION, 30_000, bounded));
  }

  private static Row row(String component) {
    return TABLE.row(Entry.of(SeriesKey.of(component), Load.change(INSERT, Load.of(1), NOON, 1)));
  }

  private static List<String> progress() throws SQLException {
    return postgres.query("SELECT shard, watermark FROM progress ORDER BY shard");
  }
}
