package io.tidemark.query.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.pipelines.feedback.FeedbackTable;
import io.tidemark.pipelines.options.History;
import io.tidemark.pipelines.performance.PerformanceTables;
import io.tidemark.pipelines.row.Computation;
import io.tidemark.pipelines.row.RandomRows;
import io.tidemark.pipelines.row.Row;
import io.tidemark.pipelines.row.RowJson;
import io.tidemark.pipelines.row.Table;
import io.tidemark.pipelines.sink.postgres.RowStore;
import io.tidemark.query.problem.ProblemException;
import io.tidemark.query.read.StoreUnavailableException;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.RevisionEntry;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.RowPage;
import io.tidemark.query.row.RowQuery;
import io.tidemark.query.row.RowState;
import io.tidemark.query.row.Stream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresHistoryTest {
  private static final long NOON = RandomRows.NOON;
  private static final long MINUTE = 60_000;

  private static final List<List<String>> SERIES =
      List.of(List.of("gpt-4o", "eu"), List.of("B", "us"), List.of("a", "us"), List.of("Ä", ""));

  private static final Table<?> TABLE =
      PerformanceTables.withSketches(
          PerformanceTables.fixed(List.of("model", "region"))
              .withComputation(computation("performance", "fixedSize", "5m")));

  private QueryDatabase postgres;
  private PostgresHistory history;

  /** What stood after each transaction of the recorded run, by when it was over. */
  private final TreeMap<Long, Map<RowKey, String>> recorded = new TreeMap<>();

  private static Computation computation(String stream, String setting, String value) {
    LinkedHashMap<String, String> settings = new LinkedHashMap<>();
    settings.put(setting, value);
    return new Computation(stream, "windows", "model,region", settings);
  }

  @BeforeAll
  void recordARun() throws Exception {
    postgres = new QueryDatabase();
    history = new PostgresHistory(postgres.database(), new Computations(postgres.database()));
    RowStore store = RowStore.of(postgres.url(), TABLE, History.ALL);
    Random random = new Random(4);
    RandomRows rows = new RandomRows(TABLE, 4);
    Map<RowKey, Row> standing = new HashMap<>();
    Map<RowKey, String> published = new TreeMap<>();
    recorded.put(clock(), Map.of());
    for (int i = 1; i <= 300; i++) {
      List<Row> batch = new ArrayList<>();
      for (int j = 1 + random.nextInt(6); j > 0; j--) {
        List<String> series = SERIES.get(random.nextInt(SERIES.size()));
        long start = NOON + random.nextInt(20) * 5 * MINUTE;
        Row row = rows.row(series, start, start + 5 * MINUTE, pane(random), 1_000L * i + j);
        RowKey key = RowKey.window((String) row.primaryKey().get(0), start, start + 5 * MINUTE);
        if (batch.stream().anyMatch(other -> other.primaryKey().equals(row.primaryKey()))) {
          continue;
        }
        Row old = standing.get(key);
        if (old != null && random.nextInt(4) == 0) {
          batch.add(rows.withdrawal(old, 1_000L * i + j));
          standing.remove(key);
          published.remove(key);
        } else {
          batch.add(row);
          standing.put(key, row);
          published.put(key, new String(RowJson.row(TABLE, row), StandardCharsets.UTF_8));
        }
      }
      store.write(batch);
      recorded.put(clock(), new TreeMap<>(published));
      if (i == 100) {
        makeItYesterday();
      }
    }
  }

  /** What was recorded so far becomes of another day, and so of another partition. */
  private void makeItYesterday() throws Exception {
    postgres.execute(
        "SELECT tidemark_ensure_partition('window_revision_performance', now() - interval '1 day')");
    postgres.execute(
        "UPDATE window_revision_performance SET recorded_at = recorded_at - interval '1 day'");
    TreeMap<Long, Map<RowKey, String>> earlier = new TreeMap<>();
    recorded.forEach((moment, rows) -> earlier.put(moment - 86_400_000_000L, rows));
    recorded.clear();
    recorded.putAll(earlier);
  }

  private static String pane(Random random) {
    return List.of("EARLY", "ON_TIME", "LATE").get(random.nextInt(3));
  }

  private long clock() throws Exception {
    return Long.parseLong(
        postgres.query("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::int8").get(0));
  }

  @AfterAll
  void stop() {
    postgres.close();
  }

  private static RowQuery query(
      Stream stream, boolean ascending, String key, EnumSet<Pane> panes, RowKey after, int limit) {
    return new RowQuery(
        stream,
        NOON,
        NOON + 600 * MINUTE,
        RowQuery.Bound.START,
        key,
        Map.of(),
        panes,
        EnumSet.allOf(RowState.class),
        null,
        null,
        ascending,
        after,
        limit);
  }

  private List<String> paged(RowQuery first, long asOf) {
    List<String> found = new ArrayList<>();
    RowQuery next = first;
    while (true) {
      RowPage page = history.list(next, asOf);
      page.rows().forEach(row -> found.add(new String(row.json(), StandardCharsets.UTF_8)));
      if (!page.more()) {
        return found;
      }
      RowKey last = page.rows().get(page.rows().size() - 1).key();
      next =
          query(
              first.stream(),
              first.ascending(),
              first.key(),
              EnumSet.copyOf(first.panes()),
              last,
              first.limit());
    }
  }

  @Test
  void atEveryMomentStandsWhatAReplayOfTheChangesUpToItSays() {
    Random random = new Random(5);
    List<Long> moments = List.copyOf(recorded.keySet());
    for (int i = 0; i < 50; i++) {
      int at = random.nextInt(moments.size());
      boolean ascending = random.nextBoolean();
      List<String> expected = new ArrayList<>(recorded.get(moments.get(at)).values());
      if (!ascending) {
        Collections.reverse(expected);
      }
      RowQuery query =
          query(
              Stream.PERFORMANCE,
              ascending,
              null,
              EnumSet.allOf(Pane.class),
              null,
              5 + random.nextInt(60));
      assertEquals(expected, paged(query, moments.get(at)), "moment " + at);
    }
  }

  @Test
  void oneRowIsFoundAsItStood() {
    for (Map.Entry<Long, Map<RowKey, String>> moment :
        recorded.headMap(recorded.lastKey()).entrySet()) {
      RowKey key = recorded.lastEntry().getValue().keySet().iterator().next();
      assertEquals(
          moment.getValue().get(key),
          history
              .find(Stream.PERFORMANCE, key, moment.getKey())
              .map(row -> new String(row.json(), StandardCharsets.UTF_8))
              .orElse(null));
    }
  }

  @Test
  void filtersAreOnTheRowThatStoodNotOnEarlierOnes() {
    for (Map.Entry<Long, Map<RowKey, String>> moment : recorded.entrySet()) {
      List<String> expected =
          moment.getValue().values().stream()
              .filter(
                  json -> json.contains("\"pane\":\"LATE\"") && json.contains("\"model\":\"B\""))
              .toList();
      RowQuery query =
          query(Stream.PERFORMANCE, true, "model=B,region=us", EnumSet.of(Pane.LATE), null, 1_000);
      assertEquals(expected, paged(query, moment.getKey()));
    }
  }

  @Test
  void aLifeIsToldOldestFirstInPages() {
    RowKey key = recorded.lastEntry().getValue().keySet().iterator().next();
    List<RevisionEntry> all = history.revisions(Stream.PERFORMANCE, key, 0, 1_000);
    assertTrue(all.size() > 2);
    List<RevisionEntry> paged = new ArrayList<>();
    long after = 0;
    while (true) {
      List<RevisionEntry> page = history.revisions(Stream.PERFORMANCE, key, after, 2);
      paged.addAll(page);
      if (page.size() < 2) {
        break;
      }
      after = page.get(1).row().version();
    }
    assertEquals(
        all.stream().map(entry -> entry.row().version()).toList(),
        paged.stream().map(entry -> entry.row().version()).toList());
  }

  @Test
  void whatIsDeletedIsWithdrawn() throws Exception {
    List<String> expected =
        postgres.query(
            "SELECT key, version FROM (SELECT DISTINCT ON (window_start, key) * FROM"
                + " window_revision_performance ORDER BY window_start, key, version DESC) l"
                + " WHERE op = 'd' ORDER BY window_start, key COLLATE \"C\"");
    assertFalse(expected.isEmpty());
    assertEquals(
        expected,
        history
            .withdrawn(
                query(Stream.PERFORMANCE, true, null, EnumSet.allOf(Pane.class), null, 1_000))
            .stream()
            .map(entry -> entry.row().key().key() + "|" + entry.row().version())
            .toList());
  }

  @Test
  void aSessionIsAbsorbedByTheOneThatContainsIt() throws Exception {
    Table<?> table =
        FeedbackTable.create().withComputation(computation("feedback", "sessionMaxLength", "4h"));
    RowStore store = RowStore.of(postgres.url(), table, History.SETTLED);
    RandomRows rows = new RandomRows(table, 6);
    store.write(List.of(rows.row(List.of("s"), NOON, NOON + 40 * MINUTE, "ON_TIME", 1)));
    store.write(
        List.of(rows.row(List.of("s"), NOON + 50 * MINUTE, NOON + 90 * MINUTE, "ON_TIME", 2)));
    store.write(List.of(rows.row(List.of("s"), NOON, NOON + 90 * MINUTE, "LATE", 3)));
    store.write(List.of(rows.row(List.of("s"), NOON, NOON + 120 * MINUTE, "LATE", 4)));
    RowKey first = RowKey.window("session_id=s", NOON, NOON + 40 * MINUTE);
    List<RevisionEntry> life = history.revisions(Stream.FEEDBACK, first, 0, 10);
    assertEquals(List.of(false, true), life.stream().map(RevisionEntry::deleted).toList());
    assertEquals(
        RowKey.window("session_id=s", NOON, NOON + 90 * MINUTE),
        history.absorbedBy(life.get(1)).orElseThrow());
  }

  @Test
  void aTransactionThatWasOpenAtTheMomentIsWaitedFor() throws Exception {
    try (Connection writer = postgres.connect();
        Statement statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      statement.execute("LOCK TABLE ONLY window_revision_health IN ROW EXCLUSIVE MODE");
      statement.execute("SELECT tidemark_ensure_partition('window_revision_health', now())");
      statement.execute(
          "INSERT INTO window_revision_health (op, recorded_at, key, window_start, window_end, pane,"
              + " version) SELECT 'u', clock_timestamp(), 'component=a', to_timestamp("
              + NOON / 1000
              + "), to_timestamp("
              + (NOON / 1000 + 60)
              + "), 'ON_TIME', 1");
      long moment = clock();
      RowKey key = RowKey.window("component=a", NOON, NOON + MINUTE);
      CompletableFuture<Boolean> answer =
          CompletableFuture.supplyAsync(() -> history.find(Stream.HEALTH, key, moment).isPresent());
      assertThrows(TimeoutException.class, () -> answer.get(500, TimeUnit.MILLISECONDS));
      writer.commit();
      assertTrue(answer.get());
    }
  }

  @Test
  void aTransactionThatDoesNotEndIsSaid() throws Exception {
    try (Connection writer = postgres.connect();
        Statement statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      statement.execute("LOCK TABLE ONLY window_revision_sliding IN ROW EXCLUSIVE MODE");
      long moment = clock();
      RowKey key = RowKey.window("a", NOON, NOON + MINUTE);
      assertThrows(
          StoreUnavailableException.class, () -> history.find(Stream.SLIDING, key, moment));
      writer.rollback();
      assertTrue(history.find(Stream.SLIDING, key, moment).isEmpty());
    }
  }

  @Test
  void theFutureHasNoAnswer() throws Exception {
    long later = clock() + 60_000_000;
    assertThrows(
        ProblemException.class,
        () -> history.find(Stream.PERFORMANCE, RowKey.window("a", 0, 1), later));
    long now = clock();
    assertTrue(history.range(Stream.PERFORMANCE).latest() >= now);
    assertTrue(history.range(Stream.PERFORMANCE).earliest() < recorded.firstKey());
  }
}
