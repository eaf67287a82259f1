package io.tidemark.pipelines.sink.postgres;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeKind;
import io.tidemark.change.Identity;
import io.tidemark.pipelines.options.History;
import io.tidemark.pipelines.performance.PerformanceAccumulator;
import io.tidemark.pipelines.performance.PerformanceCombine;
import io.tidemark.pipelines.performance.PerformanceStats;
import io.tidemark.pipelines.performance.PerformanceTables;
import io.tidemark.pipelines.performance.Request;
import io.tidemark.pipelines.row.Entry;
import io.tidemark.pipelines.row.Load;
import io.tidemark.pipelines.row.Row;
import io.tidemark.pipelines.row.Table;
import io.tidemark.pipelines.series.SeriesKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * What history and sketches cost a writer: run by hand. 400,000 upserts of performance rows in
 * batches of 500, where a row has ten early panes and then is on time, and where each is on time at
 * once, as over files.
 */
public final class HistorySpeed {

  private static final int BATCH = 500;
  private static final int ROUNDS = 3;

  private HistorySpeed() {}

  /** What a round costs: time on the wall, and of it the processor time of the database. */
  private record Cost(double wall, double database) {

    static Cost median(List<Cost> rounds) {
      return new Cost(
          rounds.stream().mapToDouble(Cost::wall).sorted().toArray()[rounds.size() / 2],
          rounds.stream().mapToDouble(Cost::database).sorted().toArray()[rounds.size() / 2]);
    }
  }

  /**
   * @param args how many upserts, and whether each row is early ten times first
   */
  public static void main(String[] args) throws Exception {
    int upserts = args.length > 0 ? Integer.parseInt(args[0]) : 400_000;
    int panes = args.length > 1 ? Integer.parseInt(args[1]) : 11;
    try (Postgres postgres = Postgres.migrated();
        ConnectionPool.Lease pool = ConnectionPool.lease(postgres.config())) {
      Map<String, List<Cost>> costs = new LinkedHashMap<>();
      for (int round = 0; round < ROUNDS; round++) {
        for (int sketches : new int[] {0, 1, 3}) {
          for (History history : History.values()) {
            postgres.execute("TRUNCATE performance_window, window_revision_performance");
            Cost cost = measure(pool, history, table(sketches), panes, upserts);
            costs
                .computeIfAbsent(sketches + " sketches, " + history, key -> new ArrayList<>())
                .add(cost);
            if (round == 0 && history == History.SETTLED) {
              System.out.println(
                  sketches + " sketches: bytes of a settled revision " + bytesOfRevision(postgres));
            }
          }
        }
      }
      costs.forEach(
          (what, rounds) ->
              System.out.println(panes + " panes, " + what + ": " + Cost.median(rounds)));
    }
  }

  private static String bytesOfRevision(Postgres postgres) throws Exception {
    return postgres
        .query(
            "SELECT (SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits"
                + " WHERE inhparent = 'window_revision_performance'::regclass) / count(*)"
                + " FROM window_revision_performance")
        .get(0);
  }

  /** With the sketch of latencies in so many of its columns. */
  private static Table<PerformanceStats> table(int sketches) {
    return PerformanceTables.fixed(List.of("model", "region"))
        .withBytes("latency_ms_sketch", s -> sketches > 0 ? s.sketches().latencyMs() : null)
        .withBytes("ttft_ms_sketch", s -> sketches > 1 ? s.sketches().latencyMs() : null)
        .withBytes(
            "time_per_output_token_ms_sketch", s -> sketches > 2 ? s.sketches().latencyMs() : null);
  }

  /** A window of 10,000 requests. */
  private static PerformanceStats stats() {
    PerformanceCombine combine =
        PerformanceCombine.withDefaults().withSketches(Duration.standardMinutes(5));
    PerformanceAccumulator acc = combine.create();
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      double latency = 800 * Math.exp(0.6 * random.nextGaussian());
      Request request = new Request(Identity.of(i), latency, 0.01, 900, 210, null, null, null);
      acc = combine.add(acc, request, Load.NOON);
    }
    return combine.finish(acc, window(0));
  }

  private static IntervalWindow window(long number) {
    return new IntervalWindow(
        Instant.ofEpochMilli(Load.NOON + number * 5 * Load.MINUTE), Duration.standardMinutes(5));
  }

  private static Cost measure(
      ConnectionPool.Lease pool,
      History history,
      Table<PerformanceStats> table,
      int panes,
      int upserts)
      throws Exception {
    Retry retry = Retry.forUpTo(Duration.ZERO, () -> {}, "postgres");
    RowWriter<PerformanceStats> writer =
        new RowWriter<>(table, null, pool::connection, retry, history, 0, null);
    PerformanceStats stats = stats();
    double before = databaseSeconds(pool);
    long start = System.nanoTime();
    for (int batch = 0; batch < upserts / BATCH; batch++) {
      writer.write(batch(table, stats, batch / panes, batch % panes, panes));
    }
    return new Cost((System.nanoTime() - start) / 1e9, databaseSeconds(pool) - before);
  }

  /** The processor time of the server's process behind the connection of the pool; on Linux. */
  private static double databaseSeconds(ConnectionPool.Lease pool) throws Exception {
    try (Connection connection = pool.connection();
        Statement statement = connection.createStatement()) {
      String pid = Postgres.rows(statement, "SELECT pg_backend_pid()").get(0);
      String[] fields = Files.readString(Path.of("/proc", pid, "stat")).split(" ");
      return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / 100.0;
    }
  }

  private static List<Row> batch(
      Table<PerformanceStats> table, PerformanceStats stats, int window, int pane, int panes) {
    Timing timing = pane == panes - 1 ? Timing.ON_TIME : Timing.EARLY;
    ChangeKind kind = pane == 0 ? ChangeKind.INSERT : ChangeKind.UPDATE_AFTER;
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      rows.add(
          table.row(
              Entry.of(
                  SeriesKey.of("model-" + i, "eu"),
                  new Change<>(kind, stats, window(window), timing, pane, pane + 1))));
    }
    return rows;
  }
}
