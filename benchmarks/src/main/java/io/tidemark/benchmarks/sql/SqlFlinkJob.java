package io.tidemark.benchmarks.sql;

import io.tidemark.benchmarks.flink.EventType;
import io.tidemark.benchmarks.flink.FlinkEnds;
import io.tidemark.benchmarks.job.Job;
import io.tidemark.benchmarks.job.Run;
import io.tidemark.benchmarks.workload.Rows;
import io.tidemark.benchmarks.workload.Workload;
import io.tidemark.change.Identity;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.performance.ErrorClass;
import io.tidemark.pipelines.performance.PerformanceAccumulator;
import io.tidemark.pipelines.series.SeriesKey;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.annotation.FunctionHint;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.functions.AggregateFunction;
import org.apache.flink.types.Row;

/**
 * Flink SQL: a window table-valued function, which slices and pre-aggregates by itself. The same
 * decoder reads, and the same accumulator is the aggregate function.
 */
public final class SqlFlinkJob {
  private static final Schema SCHEMA =
      Schema.newBuilder()
          .column("model", DataTypes.STRING())
          .column("region", DataTypes.STRING())
          .column("latencyMs", DataTypes.DOUBLE().notNull())
          .column("cost", DataTypes.DOUBLE().notNull())
          .column("inputTokens", DataTypes.BIGINT().notNull())
          .column("outputTokens", DataTypes.BIGINT().notNull())
          .column("qualityScore", DataTypes.DOUBLE())
          .column("failed", DataTypes.BOOLEAN().notNull())
          .columnByMetadata("rowtime", DataTypes.TIMESTAMP_LTZ(3))
          .watermark("rowtime", "SOURCE_WATERMARK()")
          .build();

  private static final String QUERY =
      """
      SELECT model, region, window_start, window_end, request_stats(
          latencyMs, cost, inputTokens, outputTokens, qualityScore, failed)
      FROM TABLE(%s) GROUP BY model, region, window_start, window_end
      """;

  private SqlFlinkJob() {}

  public static Job start(Run run) throws Exception {
    StreamExecutionEnvironment flink = FlinkEnds.environment(run);
    StreamTableEnvironment tables = StreamTableEnvironment.create(flink);
    tables.getConfig().setLocalTimeZone(ZoneOffset.UTC);
    if (run.workload().hasSessions()) {
      SqlSessions.add(flink, tables, run);
    } else {
      addWindows(flink, tables, run);
    }
    return FlinkEnds.start(flink);
  }

  private static void addWindows(
      StreamExecutionEnvironment flink, StreamTableEnvironment tables, Run run) {
    Workload workload = run.workload();
    DataStream<Request> requests =
        FlinkEnds.read(flink, run, EventType.REQUEST).map(Request::of).returns(Request.class);
    tables.createTemporaryView("requests", requests, SCHEMA);
    tables.createTemporarySystemFunction("request_stats", RequestStats.class);
    if (workload.hasFixed()) {
      String windows =
          "TUMBLE(TABLE requests, DESCRIPTOR(rowtime), %s)".formatted(interval(workload.fixed()));
      write(tables, run, QUERY.formatted(windows), new FixedRow(), run.fixedTopic());
    }
    if (workload.hasSliding()) {
      String windows =
          "HOP(TABLE requests, DESCRIPTOR(rowtime), %s, %s)"
              .formatted(interval(workload.period()), interval(workload.sliding()));
      write(tables, run, QUERY.formatted(windows), new SlidingRow(), run.slidingTopic());
    }
  }

  static void write(
      StreamTableEnvironment tables,
      Run run,
      String query,
      MapFunction<Row, Tuple2<byte[], byte[]>> row,
      String topic) {
    FlinkEnds.write(
        tables.toDataStream(tables.sqlQuery(query)).map(row).returns(FlinkEnds.ROW_TYPE),
        run,
        topic);
  }

  private static String interval(Duration duration) {
    return "INTERVAL '%d' MINUTES".formatted(duration.toMinutes());
  }

  static long millis(Row row, int field) {
    return row.<LocalDateTime>getFieldAs(field).toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  private static SeriesKey key(Row row) {
    return SeriesKey.of(row.getFieldAs(0), row.getFieldAs(1));
  }

  /** A row of the table of requests; public and mutable, as Flink's POJOs must be. */
  public static final class Request {
    public String model;
    public String region;
    public double latencyMs;
    public double cost;
    public long inputTokens;
    public long outputTokens;
    public Double qualityScore;
    public boolean failed;

    static Request of(PerformanceMetrics metrics) {
      Request request = new Request();
      request.model = metrics.model();
      request.region = metrics.attribution().region();
      request.latencyMs = metrics.latencyMs();
      request.cost = metrics.cost();
      request.inputTokens = metrics.usage().input();
      request.outputTokens = metrics.usage().output();
      request.qualityScore = metrics.qualityScore();
      request.failed = metrics.error() != null;
      return request;
    }
  }

  /** The accumulator as a SQL function. */
  @FunctionHint(
      accumulator =
          @DataTypeHint(
              value = "RAW",
              bridgedTo = PerformanceAccumulator.class,
              rawSerializer = AccumulatorSerializer.OfRequests.class),
      output =
          @DataTypeHint(
              value = "RAW",
              bridgedTo = PerformanceAccumulator.class,
              rawSerializer = AccumulatorSerializer.OfRequests.class))
  public static final class RequestStats
      extends AggregateFunction<PerformanceAccumulator, PerformanceAccumulator> {
    private static final long serialVersionUID = 1;

    @Override
    public PerformanceAccumulator createAccumulator() {
      return Rows.REQUESTS.create();
    }

    /** Found by its name. */
    public void accumulate(
        PerformanceAccumulator requests,
        double latencyMs,
        double cost,
        long inputTokens,
        long outputTokens,
        Double qualityScore,
        boolean failed) {
      Rows.REQUESTS.add(
          requests,
          new io.tidemark.pipelines.performance.Request(
              Identity.of(0),
              latencyMs,
              cost,
              inputTokens,
              outputTokens,
              qualityScore,
              failed ? ErrorClass.OTHER : null,
              null),
          0);
    }

    /** Found by its name: lets the planner aggregate before the shuffle. */
    public void merge(PerformanceAccumulator requests, Iterable<PerformanceAccumulator> others) {
      others.forEach(other -> Rows.REQUESTS.merge(requests, other));
    }

    @Override
    public PerformanceAccumulator getValue(PerformanceAccumulator requests) {
      return requests;
    }
  }

  private static final class FixedRow implements MapFunction<Row, Tuple2<byte[], byte[]>> {
    private static final long serialVersionUID = 1;

    @Override
    public Tuple2<byte[], byte[]> map(Row row) {
      return FlinkEnds.record(
          Rows.fixed(key(row), row.getFieldAs(4), millis(row, 2), millis(row, 3)));
    }
  }

  private static final class SlidingRow implements MapFunction<Row, Tuple2<byte[], byte[]>> {
    private static final long serialVersionUID = 1;

    @Override
    public Tuple2<byte[], byte[]> map(Row row) {
      return FlinkEnds.record(
          Rows.sliding(key(row), row.getFieldAs(4), millis(row, 2), millis(row, 3)));
    }
  }
}
