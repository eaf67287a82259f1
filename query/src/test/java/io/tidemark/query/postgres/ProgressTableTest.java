package io.tidemark.query.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.query.progress.StreamProgress;
import io.tidemark.query.read.SeriesSource;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.Stream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProgressTableTest {
  private static final long NOON = Instant.parse("2026-01-05T12:00:00Z").toEpochMilli();
  private static final long MINUTE = 60_000;

  private QueryDatabase postgres;

  @BeforeAll
  void start() throws Exception {
    postgres = new QueryDatabase();
    postgres.execute(
        "SELECT tidemark_ensure_partition('health_window', '2026-01-05'),"
            + " tidemark_ensure_partition('health_window', '2026-01-12')");
  }

  @BeforeEach
  void forget() throws Exception {
    postgres.execute("TRUNCATE computation, progress, health_window");
  }

  @AfterAll
  void stop() {
    postgres.close();
  }

  private void computation(String id, String settings, int begun) throws Exception {
    postgres.execute(
        "INSERT INTO computation VALUES ('%s', 'health', 'fixed 1m', 'component', '%s', now(), now() + %d * interval '1 s')"
            .formatted(id, settings, begun));
  }

  private void shard(String computation, int shard, int shards, String watermark) throws Exception {
    postgres.execute(
        "INSERT INTO progress VALUES ('%s', 'health', %d, %d, '%s', 30000, '2026-01-05 12:30Z')"
            .formatted(computation, shard, shards, watermark));
  }

  private void row(String component, int minute, String pane, String computation) throws Exception {
    postgres.execute(
        "INSERT INTO health_window (key, component, dimensions, window_start, window_end, pane, pane_index, events, updated_at, version, computation) SELECT 'component=%1$s', '%1$s', '{}', s, s + interval '1 min', '%2$s', 0, 1, now(), 1, %3$s FROM (SELECT '2026-01-05 12:00Z'::timestamptz + %4$d * interval '1 min' AS s) x"
            .formatted(
                component, pane, computation == null ? "NULL" : "'" + computation + "'", minute));
  }

  private StreamProgress progress() {
    Database database = postgres.database();
    try (ProgressTable table = new ProgressTable(database, new Computations(database), List::of)) {
      table.read();
      assertFalse(table.isStale());
      return table.of(Stream.HEALTH);
    }
  }

  @Test
  void theWatermarkIsTheLeastOfAllShardsOfTheCurrentComputation() throws Exception {
    computation("old", "{\"healthSize\":\"1m\"}", 0);
    computation("new", "{\"healthSize\":\"1m\"}", 1);
    shard("old", 0, 1, "2026-01-05 11:00Z");
    shard("new", 0, 2, "2026-01-05 12:10Z");
    StreamProgress one = progress();
    assertEquals(
        new StreamProgress(
            Stream.HEALTH,
            "new",
            null,
            30_000L,
            NOON + 30 * MINUTE,
            StreamProgress.Source.PROGRESS,
            1),
        one);
    shard("new", 1, 2, "2026-01-05 12:05Z");
    assertEquals(NOON + 5 * MINUTE, progress().watermark());
    assertEquals(NOON + 5 * MINUTE - 30_000, progress().finalBefore());
  }

  @Test
  void anInputThatHasEndedIsFinalForEver() throws Exception {
    computation("c", "{}", 0);
    shard("c", 0, 2, "infinity");
    shard("c", 1, 2, "2026-01-05 12:05Z");
    assertEquals(NOON + 5 * MINUTE, progress().watermark());
    postgres.execute("UPDATE progress SET watermark = 'infinity'");
    assertEquals(Long.MAX_VALUE, progress().finalBefore());
    postgres.execute("UPDATE progress SET watermark = '-infinity' WHERE shard = 1");
    assertEquals(null, progress().watermark());
  }

  @Test
  void withoutProgressTheLatestEndOfASettledWindowIsALowerBound() throws Exception {
    assertEquals(StreamProgress.Source.UNKNOWN, progress().source());
    row("a", 1, "ON_TIME", null);
    row("a", 20, "ON_TIME", "other");
    assertEquals(NOON + 2 * MINUTE, progress().watermark());
    computation("c", "{\"healthSize\":\"1m\"}", 0);
    row("b", 7, "LATE", "c");
    row("b", 9, "EARLY", "c");
    StreamProgress derived = progress();
    assertEquals(StreamProgress.Source.DERIVED, derived.source());
    assertEquals(NOON + 8 * MINUTE, derived.watermark());
    assertEquals(null, derived.finalBefore());
  }

  @Test
  void whileTheDatabaseIsAwayWhatWasKnownIsStale() throws Exception {
    computation("c", "{}", 0);
    shard("c", 0, 1, "2026-01-05 12:05Z");
    Database database = postgres.database();
    try (ProgressTable table = new ProgressTable(database, new Computations(database), List::of)) {
      assertTrue(table.isStale());
      table.read();
      postgres.server().stop();
      try {
        table.read();
        assertTrue(table.isStale());
        assertEquals(NOON + 5 * MINUTE, table.of(Stream.HEALTH).watermark());
      } finally {
        postgres.server().start();
      }
      table.read();
      assertFalse(table.isStale());
    }
  }

  @Test
  void seriesAreListedByKeyWithTheirWindows() throws Exception {
    for (String component : List.of("b", "a", "Z", "ä")) {
      row(component, 0, "ON_TIME", null);
      row(component, 3, "EARLY", null);
    }
    row("old", -60, "LATE", null);
    Database database = postgres.database();
    PostgresSeries series =
        new PostgresSeries(database, new Computations(database), InstantSource.system());
    List<String> keys = new ArrayList<>();
    String after = null;
    while (true) {
      SeriesSource.Page page =
          series
              .list(new SeriesSource.Query(Stream.HEALTH, "component=", Map.of(), null, after, 2))
              .value();
      page.series().forEach(one -> keys.add(one.key()));
      if (!page.more()) {
        break;
      }
      after = page.series().get(1).key();
    }
    assertEquals(
        List.of("component=Z", "component=a", "component=b", "component=old", "component=ä"), keys);
    SeriesSource.Page since =
        series
            .list(
                new SeriesSource.Query(Stream.HEALTH, "", Map.of("component", "b"), NOON, null, 9))
            .value();
    assertEquals(
        List.of(
            new SeriesSource.Series(
                "component=b", NOON, NOON + 3 * MINUTE, 2, Pane.EARLY, NOON + 4 * MINUTE)),
        since.series());
    assertEquals(
        4,
        series
            .list(new SeriesSource.Query(Stream.HEALTH, "", Map.of(), NOON, null, 9))
            .value()
            .series()
            .size());
  }
}
