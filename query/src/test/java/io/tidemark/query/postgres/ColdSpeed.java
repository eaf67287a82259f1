package io.tidemark.query.postgres;

import io.tidemark.aggregate.QuantileSketch;
import io.tidemark.aggregate.QuantileSketchCoder;
import io.tidemark.query.http.Endpoint;
import io.tidemark.query.http.Requests;
import io.tidemark.query.progress.PartitionReport;
import io.tidemark.query.progress.ProgressView;
import io.tidemark.query.progress.StreamProgress;
import io.tidemark.query.rollup.PostgresRollups;
import io.tidemark.query.rollup.RollupEndpoints;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.RowQuery;
import io.tidemark.query.row.RowState;
import io.tidemark.query.row.Stream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.beam.sdk.util.CoderUtils;

/**
 * What reads of the database cost: run by hand. 20 series, 30 days of windows of 5 minutes with
 * sketches of 200 latencies, and the history of their last week, two revisions each.
 */
public final class ColdSpeed {
  private static final long DAY = 86_400_000L;

  /** 2026-01-05T00:00:00Z. */
  private static final long MONDAY = 1_767_571_200_000L;

  private ColdSpeed() {}

  public static void main(String[] arguments) throws Exception {
    try (QueryDatabase postgres = new QueryDatabase()) {
      fill(postgres);
      Database database = postgres.database();
      Computations computations = new Computations(database);
      PostgresRows rows = new PostgresRows(database, computations, InstantSource.system());
      PostgresHistory history = new PostgresHistory(database, computations);
      Random random = new Random(1);
      print(
          "point read",
          3_000,
          () -> {
            long start = MONDAY + random.nextInt(30 * 288) * 300_000L;
            RowKey key =
                RowKey.window(
                    "model=m" + random.nextInt(20) + ",region=eu", start, start + 300_000);
            require(rows.find(Stream.PERFORMANCE, key).value().isPresent());
          });
      print(
          "list of 100",
          1_000,
          () -> {
            long start = MONDAY + random.nextInt(29 * 288) * 300_000L;
            require(rows.list(query(start, start + DAY, 100)).value().rows().size() == 100);
          });
      print(
          "list of 100 of one key",
          1_000,
          () -> {
            long start = MONDAY + random.nextInt(29 * 288) * 300_000L;
            require(rows.list(one(query(start, start + DAY, 100))).value().rows().size() == 100);
          });
      long asOf = history.range(Stream.PERFORMANCE).latest();
      print(
          "as_of of 100 windows",
          200,
          () -> {
            long start = MONDAY + 23 * DAY + random.nextInt(6 * 288) * 300_000L;
            require(history.list(query(start, start + DAY, 100), asOf).rows().size() == 100);
          });
      print(
          "as_of of one",
          500,
          () -> {
            long start = MONDAY + 23 * DAY + random.nextInt(6 * 288) * 300_000L;
            require(
                history
                    .find(
                        Stream.PERFORMANCE,
                        RowKey.window("model=m3,region=eu", start, start + 300_000),
                        asOf)
                    .isPresent());
          });
      List<Endpoint> endpoints =
          new RollupEndpoints(new PostgresRollups(database), computations, allFinal()).all();
      Runnable month = () -> rollup(endpoints, "none");
      print("roll-up of 30 days by model, first", 1, month);
      print("roll-up of 30 days by model", 20, month);
      print("roll-up of 30 days by model and day", 20, () -> rollup(endpoints, "1d"));
      print("roll-up of 30 days by model and hour", 2, () -> rollup(endpoints, "1h"));
      System.out.println(
          postgres.query(
              "SELECT pg_size_pretty(sum(pg_total_relation_size(inhrelid))) FROM pg_inherits WHERE inhparent = 'performance_window'::regclass"));
      System.out.println(
          postgres.query("SELECT pg_size_pretty(pg_total_relation_size('rollup_day'))"));
    }
  }

  private static void rollup(List<Endpoint> endpoints, String bucket) {
    Requests.get(
        endpoints,
        "/v1/rollups/performance",
        Map.of(
            "from",
            "2026-01-05T00:00:00Z",
            "to",
            "2026-02-04T00:00:00Z",
            "by",
            "model",
            "bucket",
            bucket,
            "percentiles",
            "50,95,99.9"),
        Instant.ofEpochMilli(MONDAY + 31 * DAY));
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalStateException("not what was written");
    }
  }

  private static void print(String what, int times, Runnable read) {
    double[] millis = new double[times];
    for (int i = 0; i < times; i++) {
      long began = System.nanoTime();
      read.run();
      millis[i] = (System.nanoTime() - began) / 1e6;
    }
    Arrays.sort(millis);
    System.out.printf(
        "%s: p50 %.2f ms, p99 %.2f ms%n", what, millis[times / 2], millis[times * 99 / 100]);
  }

  private static RowQuery query(long from, long to, int limit) {
    return new RowQuery(
        Stream.PERFORMANCE,
        from,
        to,
        RowQuery.Bound.START,
        null,
        Map.of(),
        EnumSet.allOf(Pane.class),
        EnumSet.allOf(RowState.class),
        null,
        "c1",
        true,
        null,
        limit);
  }

  private static RowQuery one(RowQuery q) {
    return new RowQuery(
        q.stream(),
        q.from(),
        q.to(),
        q.time(),
        "model=m3,region=eu",
        Map.of(),
        q.panes(),
        q.states(),
        null,
        "c1",
        true,
        null,
        q.limit());
  }

  private static ProgressView allFinal() {
    return new ProgressView() {
      @Override
      public StreamProgress of(Stream stream) {
        return new StreamProgress(
            stream, "c1", Long.MAX_VALUE, 0L, 0L, StreamProgress.Source.PROGRESS, 0);
      }

      @Override
      public List<PartitionReport> partitions() {
        return List.of();
      }

      @Override
      public boolean isStale() {
        return false;
      }
    };
  }

  private static void fill(QueryDatabase postgres) throws Exception {
    postgres.execute(
        "INSERT INTO computation VALUES ('c1', 'performance', 'fixed 5m', 'model,region',"
            + " '{\"fixedSize\":\"5m\",\"fixedOffset\":\"0s\"}', now(), now())");
    postgres.execute(
        "SELECT tidemark_ensure_partition('performance_window', d) FROM generate_series('2026-01-05 00:00Z'::timestamptz, '2026-02-05', '7 days') d");
    postgres.execute(
        "SELECT tidemark_ensure_partition('window_revision_performance', now() - d * interval '1 day') FROM generate_series(0, 89) d");
    postgres.execute("CREATE TABLE sample (n int PRIMARY KEY, sketch bytea)");
    Random random = new Random(2);
    try (Connection connection = postgres.connect();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO sample VALUES (?, ?)")) {
      for (int n = 0; n < 500; n++) {
        QuantileSketch sketch = QuantileSketch.create(0.01);
        for (int i = 0; i < 200; i++) {
          sketch.add(Math.exp(6 + random.nextGaussian() * 0.6));
        }
        insert.setInt(1, n);
        insert.setBytes(2, CoderUtils.encodeToByteArray(QuantileSketchCoder.of(), sketch));
        insert.execute();
      }
    }
    String columns =
        "key, model, region, dimensions, window_start, window_end, pane, pane_index, events, requests, errors, error_rate, throughput_qps, latency_ms_avg, latency_ms_min, latency_ms_max, latency_ms_stddev, latency_ms_p50, latency_ms_p95, latency_ms_p99, cost_usd_total, cost_usd_avg, input_tokens, output_tokens, tokens_per_second, quality_score_avg, updated_at, version, streamed, cache_read_tokens, errors_rate_limited, errors_timeout, errors_other, finish_stop, finish_length, usage_unknown, unpriced, computation, latency_ms_sketch";
    postgres.execute(
        "INSERT INTO performance_window ("
            + columns
            + ") SELECT 'model=m' || k || ',region=eu', 'm' || k, 'eu', '{\"model\":\"m\",\"region\":\"eu\"}', s, s + interval '5 min', 'ON_TIME', 3, 200, 200, 2, 0.01, 0.66, 480 + random(), 40, 2900, 310, 400, 1100, 1900, random(), random() / 200, 90000, 20000, 366, 0.9, s, 1, 120, 1000, 1, 1, 0, 190, 8, 0, 0, 'c1', p.sketch FROM generate_series('2026-01-05 00:00Z'::timestamptz, '2026-02-03 23:55Z', '5 min') s, generate_series(0, 19) k JOIN sample p ON p.n = (k * 23) % 500");
    for (int revision = 1; revision <= 2; revision++) {
      postgres.execute(
          "INSERT INTO window_revision_performance (op, recorded_at, "
              + columns
              + ") SELECT 'u', now() - (date_trunc('day', '2026-02-04'::timestamptz) - window_start) - "
              + (3 - revision)
              + " * interval '1 min' , "
              + columns.replace("version", "version + " + revision)
              + " FROM performance_window WHERE window_start >= '2026-01-28 00:00Z'");
    }
    postgres.execute("VACUUM ANALYZE");
  }
}
