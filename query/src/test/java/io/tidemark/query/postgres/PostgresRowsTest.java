package io.tidemark.query.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.pipelines.anomaly.AnomalyTable;
import io.tidemark.pipelines.feedback.FeedbackTable;
import io.tidemark.pipelines.health.HealthTable;
import io.tidemark.pipelines.options.History;
import io.tidemark.pipelines.performance.PerformanceTables;
import io.tidemark.pipelines.row.Computation;
import io.tidemark.pipelines.row.RandomRows;
import io.tidemark.pipelines.row.Row;
import io.tidemark.pipelines.row.RowJson;
import io.tidemark.pipelines.row.Table;
import io.tidemark.pipelines.sink.postgres.RowStore;
import io.tidemark.query.read.StoreUnavailableException;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.Queries;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.RowPage;
import io.tidemark.query.row.RowQuery;
import io.tidemark.query.row.RowState;
import io.tidemark.query.row.SeriesDimensions;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresRowsTest {
  private static final long NOON = RandomRows.NOON;
  private static final long MINUTE = 60_000;

  /** A computation is known, so a range of ends is one of starts. */
  private static final Computation FIVE_MINUTES = computation("performance", "fixedSize", "5m");

  private static final List<List<String>> SERIES =
      List.of(
          List.of("gpt-4o", "eu"),
          List.of("gpt-4o", "us"),
          List.of("a,b=c\\d", ""),
          List.of("Zürich 😀", "eu"),
          List.of("\uFB01", "eu"),
          List.of("x,region", "eu"));

  private QueryDatabase postgres;
  private Database database;
  private PostgresRows rows;
  private final Map<RowKey, String> written = new TreeMap<>();
  private final Map<RowKey, String> panes = new TreeMap<>();

  private static Computation computation(String stream, String setting, String value) {
    LinkedHashMap<String, String> settings = new LinkedHashMap<>();
    settings.put(setting, value);
    return new Computation(stream, "windows", "model,region", settings);
  }

  @BeforeAll
  void writeRandomRows() throws Exception {
    postgres = new QueryDatabase();
    database = postgres.database();
    rows = new PostgresRows(database, new Computations(database), clock());
    Table<?> table =
        PerformanceTables.withSketches(
            PerformanceTables.fixed(List.of("model", "region")).withComputation(FIVE_MINUTES));
    RandomRows random = new RandomRows(table, 1);
    List<Row> batch = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      for (List<String> series : SERIES) {
        long start = NOON + i * 5 * MINUTE;
        String pane = i > 36 ? "EARLY" : i % 3 == 0 ? "LATE" : "ON_TIME";
        Row row = random.row(series, start, start + 5 * MINUTE, pane, 1_000_000L + i);
        batch.add(row);
        RowKey key = RowKey.window((String) row.primaryKey().get(0), start, start + 5 * MINUTE);
        written.put(key, new String(RowJson.row(table, row), StandardCharsets.UTF_8));
        panes.put(key, pane);
      }
    }
    Collections.shuffle(batch, new Random(2));
    RowStore.of(postgres.url(), table, History.SETTLED).write(batch);
  }

  @AfterAll
  void stop() {
    postgres.close();
  }

  private static InstantSource clock() {
    return InstantSource.fixed(Instant.ofEpochMilli(NOON));
  }

  private static RowQuery all(Stream stream, int limit) {
    return Queries.starting(stream, NOON - 1, NOON + 10_000 * MINUTE, limit);
  }

  private static String text(StoredRow row) {
    return new String(row.json(), StandardCharsets.UTF_8);
  }

  private List<String> paged(RowQuery query) {
    List<String> found = new ArrayList<>();
    RowQuery next = query;
    while (true) {
      RowPage page = rows.list(next).value();
      page.rows().forEach(row -> found.add(text(row)));
      if (!page.more()) {
        return found;
      }
      assertEquals(query.limit(), page.rows().size());
      next = query.after(page.rows().get(page.rows().size() - 1).key());
    }
  }

  @Test
  void pagesHaveEachRowOnceInTheOrderOfKeysByteForByteAsPublished() {
    assertEquals(List.copyOf(written.values()), paged(all(Stream.PERFORMANCE, 7)));
  }

  @Test
  void pagesGoBackwardsToo() {
    RowQuery all = all(Stream.PERFORMANCE, 7);
    RowQuery descending =
        Queries.all(all.stream(), all.time(), all.from(), all.to(), false, all.limit());
    List<String> expected = new ArrayList<>(written.values());
    Collections.reverse(expected);
    assertEquals(expected, paged(descending));
  }

  @Test
  void anyQueryFindsWhatItsModelMatches() {
    Random random = new Random(3);
    List<RowKey> keys = List.copyOf(written.keySet());
    for (int i = 0; i < 300; i++) {
      RowQuery query = random(random, keys);
      List<String> expected = new ArrayList<>();
      for (RowKey key : keys) {
        StoredRow row =
            new StoredRow(
                Stream.PERFORMANCE, key, 1, Pane.valueOf(panes.get(key)), FIVE_MINUTES.id(), null);
        boolean beyond = query.after() == null || key.compareTo(query.after()) > 0;
        if (beyond && query.matches(row, SeriesDimensions.of(key.key()))) {
          expected.add(written.get(key));
        }
      }
      RowPage page = rows.list(query).value();
      int shown = Math.min(query.limit(), expected.size());
      assertEquals(
          expected.subList(0, shown), page.rows().stream().map(r -> text(r)).toList(), "" + query);
      assertEquals(expected.size() > query.limit(), page.more(), "" + query);
    }
  }

  private static RowQuery random(Random random, List<RowKey> keys) {
    RowKey any = keys.get(random.nextInt(keys.size()));
    Map<String, String> asked = new LinkedHashMap<>();
    SeriesDimensions.of(any.key())
        .forEach(
            (name, value) -> {
              if (random.nextInt(3) == 0) {
                asked.put(name, value);
              }
            });
    if (random.nextInt(8) == 0) {
      asked.put("team", "");
    }
    Long finalBefore =
        switch (random.nextInt(3)) {
          case 0 -> null;
          case 1 -> Long.MAX_VALUE;
          default -> any.end();
        };
    return new RowQuery(
        Stream.PERFORMANCE,
        any.start() - random.nextInt(20) * MINUTE,
        any.start() + random.nextInt(40) * MINUTE,
        random.nextBoolean() ? RowQuery.Bound.START : RowQuery.Bound.END,
        random.nextInt(3) == 0 ? any.key() : null,
        asked,
        random.nextBoolean() ? EnumSet.allOf(Pane.class) : EnumSet.of(Pane.ON_TIME, Pane.EARLY),
        switch (random.nextInt(4)) {
          case 0 -> EnumSet.of(RowState.SETTLED);
          case 1 -> EnumSet.of(RowState.OPEN, RowState.FINAL);
          case 2 -> EnumSet.of(RowState.SETTLED, RowState.FINAL);
          default -> EnumSet.allOf(RowState.class);
        },
        finalBefore,
        random.nextInt(5) == 0 ? "other" : random.nextBoolean() ? FIVE_MINUTES.id() : null,
        true,
        random.nextBoolean() ? any : null,
        1 + random.nextInt(30));
  }

  @Test
  void oneRowIsFoundByItsKeyAndNoOtherIs() {
    RowKey key = written.keySet().iterator().next();
    assertEquals(written.get(key), text(rows.find(Stream.PERFORMANCE, key).value().orElseThrow()));
    assertTrue(
        rows.find(Stream.PERFORMANCE, RowKey.window(key.key(), key.start(), key.end() + 1))
            .value()
            .isEmpty());
  }

  @Test
  void sessionsComponentsAndVerdictsAreAsPublishedToo() throws Exception {
    check(
        Stream.FEEDBACK,
        FeedbackTable.create().withComputation(computation("feedback", "sessionMaxLength", "4h")),
        List.of("s-1/2"));
    check(
        Stream.HEALTH,
        HealthTable.create().withComputation(computation("health", "healthSize", "1m")),
        List.of("gateway=1"));
    check(
        Stream.ANOMALIES,
        AnomalyTable.create(List.of("model", "region"))
            .withComputation(computation("sliding", "slidingSize", "15m")),
        List.of("m", "r"));
  }

  private void check(Stream stream, Table<?> table, List<String> series) throws Exception {
    RandomRows random = new RandomRows(table, 9);
    List<String> expected = new ArrayList<>();
    List<Row> batch = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      long start = NOON + i * 600 * MINUTE;
      Row row = random.row(series, start, start + MINUTE, "ON_TIME", 1_000L * NOON + i);
      batch.add(row);
      expected.add(new String(RowJson.row(table, row), StandardCharsets.UTF_8));
    }
    RowStore.of(postgres.url(), table, History.SETTLED).write(batch);
    List<StoredRow> found =
        rows.list(Queries.starting(stream, NOON, NOON + 100_000 * MINUTE, 100)).value().rows();
    assertEquals(expected, found.stream().map(r -> text(r)).toList());
    assertEquals(
        found.get(3).key(), rows.find(stream, found.get(3).key()).value().orElseThrow().key());
  }

  @Test
  void recentRowsAreThoseThatEndLaterNewestFirst() {
    List<RowKey> read = new ArrayList<>();
    long after = NOON + 30 * 5 * MINUTE;
    long count =
        new RecentRows(database, new Computations(database))
            .read(Stream.PERFORMANCE, after, row -> read.add(row.key()));
    assertEquals(10 * SERIES.size(), count);
    List<Long> starts = read.stream().map(RowKey::start).toList();
    List<Long> sorted = new ArrayList<>(starts);
    sorted.sort(Collections.reverseOrder());
    assertEquals(sorted, starts);
    assertTrue(read.stream().allMatch(key -> key.end() > after));
  }

  @Test
  void aPageReadsTheIndexOfItsWeekAlone() throws Exception {
    postgres.execute("SELECT tidemark_ensure_partition('performance_window', '2026-01-14')");
    String plan =
        String.join(
            "\n",
            postgres.query(
                "SET enable_seqscan = off; EXPLAIN SELECT * FROM performance_window"
                    + " WHERE window_start >= '2026-01-05 12:00Z' AND window_start < '2026-01-05 13:00Z'"
                    + RowOrder.by(Stream.PERFORMANCE, true)
                    + " LIMIT 101"));
    assertTrue(
        plan.contains("Index Scan using performance_window_w20260105_window_start_idx"), plan);
    assertFalse(plan.contains("w20260112"), plan);
    assertFalse(plan.contains("Seq Scan"), plan);
  }

  @Test
  void aServerThatIsAwayIsSaidAndAnsweredAgainWhenItIsBack() {
    RowQuery query = all(Stream.PERFORMANCE, 1);
    postgres.server().stop();
    try {
      assertThrows(StoreUnavailableException.class, () -> rows.list(query));
    } finally {
      postgres.server().start();
    }
    assertEquals(1, rows.list(query).value().rows().size());
  }

  @Test
  void theSchemaIsChecked() throws Exception {
    database.checkVersion();
    postgres.execute("UPDATE tidemark_schema_history SET version = '99' WHERE version = '11'");
    try {
      IllegalStateException newer =
          assertThrows(IllegalStateException.class, database::checkVersion);
      assertTrue(
          newer
              .getMessage()
              .endsWith(
                  "has schema version 99 of a newer Tidemark, this one knows version 11: use the newer one"),
          newer.getMessage());
      postgres.execute("UPDATE tidemark_schema_history SET version = '0' WHERE version = '99'");
      assertThrows(IllegalStateException.class, database::checkVersion);
    } finally {
      postgres.execute(
          "UPDATE tidemark_schema_history SET version = '11' WHERE version IN ('99', '0') AND description LIKE 'rollups%'");
    }
  }
}
