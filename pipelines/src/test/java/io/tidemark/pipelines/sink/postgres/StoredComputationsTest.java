package io.tidemark.pipelines.sink.postgres;

import static io.tidemark.change.ChangeKind.INSERT;
import static io.tidemark.pipelines.row.Load.MINUTE;
import static io.tidemark.pipelines.row.Load.NOON;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import io.tidemark.pipelines.row.Computation;
import io.tidemark.pipelines.row.Entry;
import io.tidemark.pipelines.row.Load;
import io.tidemark.pipelines.row.Table;
import io.tidemark.pipelines.series.SeriesKey;
import io.tidemark.pipelines.sink.postgres.StoredComputations.Stored;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.joda.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoredComputationsTest {

  private static final Computation OLD = fixed("1m");
  private static final Computation NEW = fixed("5m");
  private static final String CURRENT = "SELECT sum(events) FROM current_health_window";

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
  void empty() throws SQLException {
    postgres.execute("TRUNCATE health_window, window_revision_health, computation");
  }

  private static Computation fixed(String size) {
    return new Computation(
        "health", "fixed " + size, "component", new LinkedHashMap<>(Map.of("healthSize", size)));
  }

  /** A new writer, as a start of the job has one, writes a row of ten events. */
  private static void write(Table<Load> table, long size) throws SQLException, IOException {
    postgres
        .writer(table, null, Retry.forUpTo(Duration.ZERO, () -> {}, "postgres"))
        .write(
            List.of(
                table.row(
                    Entry.of(
                        SeriesKey.of("gateway"),
                        Load.change(INSERT, Load.of(10), NOON, NOON + size, 1)))));
  }

  private static void writeAs(Computation computation, long size) throws Exception {
    write(Load.TABLE.withComputation(computation), size);
  }

  private static List<Stored> list() throws SQLException {
    try (StoredComputations stored = StoredComputations.of(postgres.config())) {
      return stored.list();
    }
  }

  private static long drop(int index) throws SQLException {
    try (StoredComputations stored = StoredComputations.of(postgres.config())) {
      return stored.drop(stored.list().get(index));
    }
  }

  /** The time at which a writer began, by hand, so that the test does not wait. */
  private static void began(Computation computation, String at) throws SQLException {
    postgres.execute(
        "UPDATE computation SET first_seen = '%s', last_seen = '%s' WHERE id = '%s'"
            .formatted(at, at, computation.id()));
  }

  @Test
  void windowsOfAnotherSizeDoubleASumOfTheTableAndNotOfTheView() throws Exception {
    writeAs(OLD, MINUTE);
    began(OLD, "2026-01-05 13:00:00Z");
    assertThat(postgres.query(CURRENT), contains("10"));
    writeAs(NEW, 5 * MINUTE);

    assertThat(postgres.query("SELECT sum(events) FROM health_window"), contains("20"));
    assertThat(postgres.query(CURRENT), contains("10"));
    assertThat(
        postgres.query("SELECT computation, window_end FROM current_health_window"),
        contains(NEW.id() + "|2026-01-05 12:05:00+00"));
    assertThat(
        postgres.query("SELECT stream, windows, dimensions, settings FROM computation ORDER BY 2"),
        contains(
            "health|fixed 1m|component|{\"healthSize\": \"1m\"}",
            "health|fixed 5m|component|{\"healthSize\": \"5m\"}"));
  }

  @Test
  void whoGoesBackToTheOldOneSeesIt() throws Exception {
    writeAs(OLD, MINUTE);
    began(OLD, "2026-01-05 13:00:00Z");
    writeAs(NEW, 5 * MINUTE);
    began(NEW, "2026-01-05 14:00:00Z");
    writeAs(OLD, MINUTE);

    assertThat(
        postgres.query("SELECT DISTINCT computation FROM current_health_window"),
        contains(OLD.id()));
    assertThat(
        postgres.query(
            "SELECT first_seen, last_seen > '2026-01-05 14:00:00Z' FROM computation WHERE id = '"
                + OLD.id()
                + "'"),
        contains("2026-01-05 13:00:00+00|t"));
  }

  @Test
  void rowsThatDoNotSayItAreShownUntilOthersDo() throws Exception {
    write(Load.TABLE, MINUTE);
    assertThat(postgres.query(CURRENT), contains("10"));
    assertThat(
        list(),
        contains(new Stored("unknown", "health", "", "", true, null, Map.of("health_window", 1L))));
    writeAs(NEW, 5 * MINUTE);
    began(NEW, "2026-01-05 14:00:00Z");

    assertThat(
        list(),
        contains(
            new Stored(
                NEW.id(),
                "health",
                "fixed 5m",
                "component",
                true,
                Instant.parse("2026-01-05T14:00:00Z"),
                Map.of("health_window", 1L)),
            new Stored("unknown", "health", "", "", false, null, Map.of("health_window", 1L))));
    assertThat(drop(1), is(1L));
    assertThat(postgres.query("SELECT computation FROM health_window"), contains(NEW.id()));
  }

  @Test
  void theOldOneIsDroppedAlone() throws Exception {
    writeAs(OLD, MINUTE);
    began(OLD, "2026-01-05 13:00:00Z");
    writeAs(NEW, 5 * MINUTE);

    assertThat(drop(1), is(1L));

    assertThat(postgres.query("SELECT computation FROM health_window"), contains(NEW.id()));
    assertThat(
        postgres.query("SELECT computation FROM window_revision_health"), contains(NEW.id()));
    assertThat(list().stream().map(Stored::id).toList(), contains(NEW.id()));
  }

  @Test
  void aRowThatBothHaveBelongsToWhoWroteItLast() throws Exception {
    writeAs(OLD, MINUTE);
    Table<Load> table = Load.TABLE.withComputation(NEW);
    postgres
        .writer(table, null, Retry.forUpTo(Duration.ZERO, () -> {}, "postgres"))
        .write(
            List.of(
                table.row(
                    Entry.of(SeriesKey.of("gateway"), Load.change(INSERT, Load.of(10), NOON, 2)))));

    assertThat(postgres.query("SELECT computation FROM health_window"), contains(NEW.id()));
  }
}
