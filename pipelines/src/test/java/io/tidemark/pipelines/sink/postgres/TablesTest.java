package io.tidemark.pipelines.sink.postgres;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeKind;
import io.tidemark.pipelines.anomaly.Anomaly;
import io.tidemark.pipelines.anomaly.AnomalyTable;
import io.tidemark.pipelines.feedback.FeedbackStats;
import io.tidemark.pipelines.feedback.FeedbackTable;
import io.tidemark.pipelines.health.HealthStats;
import io.tidemark.pipelines.health.HealthTable;
import io.tidemark.pipelines.performance.CostParts;
import io.tidemark.pipelines.performance.DetailStats;
import io.tidemark.pipelines.performance.Measure;
import io.tidemark.pipelines.performance.Percentiles;
import io.tidemark.pipelines.performance.PerformanceStats;
import io.tidemark.pipelines.performance.PerformanceTables;
import io.tidemark.pipelines.performance.Sketches;
import io.tidemark.pipelines.row.Computation;
import io.tidemark.pipelines.row.Entry;
import io.tidemark.pipelines.row.Load;
import io.tidemark.pipelines.row.Table;
import io.tidemark.pipelines.series.SeriesKey;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.util.SerializableUtils;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TablesTest {

  private static final Computation MADE =
      new Computation("any", "any windows", "model,region", new LinkedHashMap<>());
  private static final List<String> MODEL_REGION = List.of("model", "region");
  private static final SeriesKey KEY = SeriesKey.of("gpt", "eu");
  private static final DetailStats DETAILS =
      new DetailStats(
          20,
          IntStream.range(0, Measure.values().length)
              .mapToObj(i -> new Percentiles(i + 0.1, i + 0.5, i + 0.95, i + 0.99))
              .toList(),
          21L,
          22L,
          23L,
          0.24,
          new CostParts(25, 26, 27, 28),
          LongStream.range(31, 43).boxed().toList(),
          LongStream.range(51, 57).boxed().toList(),
          61,
          62);
  private static final String DETAILS_TEXT =
      "|0.1|0.5|0.95|0.99|1.1|1.5|1.95|1.99|2.1|2.5|4.5|4.95|5.5|5.95|6.95|3.1|3.95"
          + "|20|21|22|23|0.24|25|26|27|28|31|32|33|34|35|36|37|38|39|40|41|42"
          + "|51|52|53|54|55|56|61|62";
  private static final PerformanceStats STATS =
      new PerformanceStats(
          1,
          2,
          3,
          0.04,
          5.0,
          6.0,
          7.0,
          8.0,
          9.0,
          10.0,
          11.0,
          12.0,
          13.0,
          14.0,
          15,
          16,
          17.0,
          0.18,
          DETAILS,
          new Sketches(new byte[] {1, 2}, null, new byte[] {(byte) 255}));
  private static final String STATS_TEXT = "1|2|3|0.04|5|6|7|8|9|10|11|12|13|14|15|16|17|0.18";
  private static final String WINDOW = "2026-01-05 12:00:00+00|2026-01-05 12:05:00+00|LATE|2|";
  private static final String STAMPS = "|2026-01-05 12:00:01+00|1767614401000000";
  private static final String MADE_BY = "|" + MADE.id();

  private static Postgres postgres;

  @BeforeAll
  static void start() throws IOException {
    postgres = Postgres.migrated();
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  private static <O> Change<O> change(O value, long version) {
    return new Change<>(
        ChangeKind.UPDATE_AFTER,
        value,
        new IntervalWindow(
            Instant.ofEpochMilli(Load.NOON), Instant.ofEpochMilli(Load.NOON + 5 * Load.MINUTE)),
        Timing.LATE,
        2,
        version);
  }

  private static <O> void write(Table<O> table, SeriesKey key, O value, long version)
      throws SQLException, IOException {
    // As a runner would ship it.
    Table<O> shipped = SerializableUtils.clone(table);
    postgres
        .writer(shipped, null, Retry.forUpTo(Duration.ZERO, () -> {}, "postgres"))
        .write(List.of(shipped.row(Entry.of(key, change(value, version)))));
  }

  private static List<String> columnsOf(String table) throws SQLException {
    return postgres.query(
        "SELECT column_name FROM information_schema.columns WHERE table_name = '%s' ORDER BY ordinal_position"
            .formatted(table));
  }

  private static List<String> select(Table<?> table) throws SQLException {
    // Every column of the table is one that the definition writes, in the same order.
    List<String> columns = columnsOf(table.name());
    assertThat(table.columnNames(), is(columns));
    List<String> ofRevisions = new ArrayList<>(List.of("op", "recorded_at"));
    ofRevisions.addAll(columns);
    assertThat(columnsOf(RevisionTables.of(table.name())), is(ofRevisions));
    return postgres.query("SELECT * FROM " + table.name());
  }

  @Test
  void performanceAndSlidingRowsHoldEveryAggregate() throws Exception {
    long version = (Load.NOON + 1000) * 1000;
    Table<PerformanceStats> fixed =
        PerformanceTables.withSketches(PerformanceTables.fixed(MODEL_REGION).withComputation(MADE));
    Table<PerformanceStats> sliding = PerformanceTables.sliding(MODEL_REGION).withComputation(MADE);
    write(fixed, KEY, STATS, version);
    write(sliding, KEY, STATS, version);

    String row =
        "model=gpt,region=eu|gpt|eu|{\"model\": \"gpt\", \"region\": \"eu\"}|"
            + WINDOW
            + STATS_TEXT
            + STAMPS
            + DETAILS_TEXT
            + MADE_BY;
    assertThat(select(fixed), contains(row + "|\\x0102|null|\\xff"));
    assertThat(select(sliding), contains(row));
  }

  @Test
  void otherDimensionsAreInTheKeyAndInDimensionsOnly() throws Exception {
    postgres.execute("TRUNCATE performance_window");
    write(
        PerformanceTables.fixed(List.of("service", "model")),
        SeriesKey.of("chat", "gpt"),
        STATS,
        1);

    assertThat(
        postgres.query("SELECT key, model, region, dimensions FROM performance_window"),
        contains("service=chat,model=gpt|gpt|null|{\"model\": \"gpt\", \"service\": \"chat\"}"));
    postgres.execute("TRUNCATE performance_window");
  }

  @Test
  void feedbackRowsHoldEveryAggregate() throws Exception {
    write(
        FeedbackTable.create().withComputation(MADE),
        SeriesKey.of("s-1"),
        new FeedbackStats(1, null, 2, 0.3, 0.4, 5, 6, 7, 8, 9.5, 10.5),
        (Load.NOON + 1000) * 1000);

    assertThat(
        select(FeedbackTable.create().withComputation(MADE)),
        contains(
            "session_id=s-1|s-1|{\"session_id\": \"s-1\"}|"
                + WINDOW
                + "1|null|2|0.3|0.4|5|6|7|8|9.5|10.5"
                + STAMPS
                + MADE_BY));
  }

  @Test
  void healthRowsHoldEveryAggregate() throws Exception {
    write(
        HealthTable.create().withComputation(MADE),
        SeriesKey.of("gateway"),
        new HealthStats(1, "degraded", 2.5, 3.5, 4e9, 5.5, 6.5, null),
        (Load.NOON + 1000) * 1000);

    assertThat(
        select(HealthTable.create().withComputation(MADE)),
        contains(
            "component=gateway|gateway|{\"component\": \"gateway\"}|"
                + WINDOW
                + "1|degraded|2.5|3.5|4000000000|5.5|6.5|null"
                + STAMPS
                + MADE_BY));
  }

  @Test
  void anomaliesOfTwoMetricsOfAWindowAreTwoRowsAndKeepWhenTheyWereDetected() throws Exception {
    Table<Anomaly> table = AnomalyTable.create(MODEL_REGION).withComputation(MADE);
    write(
        table,
        KEY,
        new Anomaly("error_rate", 0.5, 0.1, 0.1, 4, "warning", null, "high"),
        1_000_000);
    write(
        table,
        KEY,
        new Anomaly("latency_ms_p95", 900, 500, 50, 8, "critical", null, "high"),
        2_000_000);
    write(
        table,
        KEY,
        new Anomaly("error_rate", 0.7, 0.1, 0.1, 6, "critical", 60_000L, "higher"),
        3_000_000);

    assertThat(
        select(table).stream().sorted().toList(),
        contains(
            "model=gpt,region=eu|error_rate|2026-01-05 12:00:00+00|2026-01-05 12:05:00+00|0.7|0.1|"
                + "0.1|6|critical|1970-01-01 00:00:01+00|3000000|1970-01-01 00:01:00+00|higher"
                + MADE_BY,
            "model=gpt,region=eu|latency_ms_p95|2026-01-05 12:00:00+00|2026-01-05 12:05:00+00|900|"
                + "500|50|8|critical|1970-01-01 00:00:02+00|2000000|null|high"
                + MADE_BY));
  }
}
