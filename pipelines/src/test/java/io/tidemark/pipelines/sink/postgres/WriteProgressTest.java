package io.tidemark.pipelines.sink.postgres;

import static io.tidemark.change.ChangeKind.INSERT;
import static io.tidemark.pipelines.row.Load.MINUTE;
import static io.tidemark.pipelines.row.Load.NOON;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import io.tidemark.change.Change;
import io.tidemark.changelog.Changelog;
import io.tidemark.firing.Firing;
import io.tidemark.pipelines.row.Computation;
import io.tidemark.pipelines.row.Load;
import io.tidemark.pipelines.row.LoadCoders;
import io.tidemark.pipelines.row.Table;
import io.tidemark.pipelines.series.SeriesKey;
import io.tidemark.pipelines.series.SeriesKeyCoder;
import io.tidemark.pipelines.sink.postgres.WriteLog.Write;
import io.tidemark.windowing.CappedSessions;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WriteProgressTest {

  private static final Computation COMPUTATION =
      new Computation("health", "fixed 1m", "component", new LinkedHashMap<>());
  private static final Table<Load> TABLE = Load.TABLE.withComputation(COMPUTATION);
  private static final long LATENESS = 30_000;
  private static final Firing FIRING =
      Firing.onTime().withAllowedLateness(Duration.millis(LATENESS));
  private static final Duration SECOND = Duration.standardSeconds(1);
  private static final KvCoder<SeriesKey, Long> CODER =
      KvCoder.of(SeriesKeyCoder.of(), VarLongCoder.of());

  private static Postgres postgres;
  private static WriteLog log;

  @BeforeAll
  static void start() throws Exception {
    postgres = Postgres.migrated();
    log = WriteLog.of(postgres);
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  @BeforeEach
  void clear() throws SQLException {
    postgres.execute("DELETE FROM health_window; DELETE FROM progress; DELETE FROM computation");
    log.take();
  }

  @Test
  void aWindowThatProgressCallsFinalIsNeverWrittenAgain() throws Exception {
    for (long seed = 1; seed <= 2; seed++) {
      run(randomEvents(new SplittableRandom(seed)));
      checkFinal(seed, LATENESS);
    }
  }

  /** One that a late event joins to another is withdrawn only when that one ends. */
  @Test
  void aSessionThatProgressCallsFinalIsNeverWrittenAgain() throws Exception {
    SessionSpan span = new SessionSpan(Duration.standardSeconds(40), Duration.standardSeconds(150));
    Duration changesFor = span.changesFor(Duration.millis(LATENESS));
    for (long seed = 11; seed <= 12; seed++) {
      run(
          randomEvents(new SplittableRandom(seed)),
          windows ->
              windows.into(
                  "Health",
                  CappedSessions.withGap(span.gap()).withMaxLength(span.maxLength()),
                  FIRING),
          changesFor);
      checkFinal(seed, changesFor.getMillis());
    }
  }

  private static void checkFinal(long seed, long changesFor) throws SQLException {
    long[] watermarks = new long[WriterShard.SHARDS];
    Arrays.fill(watermarks, Long.MIN_VALUE);
    List<Write> afterProgress = new ArrayList<>();
    for (Write write : log.take()) {
      if (write.isProgress()) {
        watermarks[write.shard()] = write.watermarkMillis();
      } else if (watermarks[write.shard()] != Long.MIN_VALUE) {
        afterProgress.add(write);
        assertThat(
            "seed %d: %s at %d".formatted(seed, write, watermarks[write.shard()]),
            write.endMillis(),
            greaterThan(watermarks[write.shard()] - changesFor));
      }
    }
    assertThat(afterProgress, is(not(empty())));
    assertThat(Arrays.stream(watermarks).distinct().toArray(), is(new long[] {Long.MAX_VALUE}));
  }

  /** Twenty components; a third of the events come after the end of their window, some too late. */
  private static TestStream<KV<SeriesKey, Long>> randomEvents(SplittableRandom random) {
    TestStream.Builder<KV<SeriesKey, Long>> stream = TestStream.create(CODER);
    long watermark = NOON;
    for (int step = 0; step < 12; step++) {
      watermark += random.nextLong(MINUTE);
      stream = stream.advanceWatermarkTo(Instant.ofEpochMilli(watermark));
      for (int i = 0; i < 15; i++) {
        long at = watermark + random.nextLong(3 * MINUTE) - 2 * MINUTE;
        stream = stream.addElements(event("c" + random.nextInt(20), at));
      }
      stream = stream.advanceProcessingTime(SECOND);
    }
    return stream.advanceWatermarkToInfinity();
  }

  @Test
  void aStreamWithoutEventsSaysHowFarItIs() throws Exception {
    run(
        TestStream.create(CODER)
            .advanceWatermarkTo(Instant.ofEpochMilli(NOON))
            .advanceWatermarkToInfinity());

    List<Long> said = log.take().stream().map(Write::watermarkMillis).sorted().toList();
    assertThat(said.subList(0, 64), is(Collections.nCopies(64, NOON)));
    assertThat(said.subList(64, 128), is(Collections.nCopies(64, Long.MAX_VALUE)));
    assertThat(said.size(), is(128));
    assertThat(
        postgres.query(
            "SELECT p.stream, c.windows, count(DISTINCT shard), min(shards), max(shards),"
                + " min(watermark), max(watermark), min(allowed_lateness_ms)"
                + " FROM progress p JOIN computation c ON c.id = p.computation GROUP BY 1, 2"),
        contains("health|fixed 1m|64|64|64|infinity|infinity|30000"));
  }

  @Test
  void progressWaitsForRowsThatTheDatabaseHolds() throws Exception {
    int shard = WriterShard.of(SeriesKey.of("a"));
    CompletableFuture<Void> run;
    try (Connection connection = postgres.connection();
        Statement lock = connection.createStatement()) {
      lock.execute("LOCK TABLE health_window IN EXCLUSIVE MODE");
      run =
          CompletableFuture.runAsync(
              () ->
                  run(
                      TestStream.create(CODER)
                          .advanceWatermarkTo(Instant.ofEpochMilli(NOON))
                          .addElements(event("a", NOON))
                          .advanceWatermarkTo(Instant.ofEpochMilli(NOON + 2 * MINUTE))
                          .advanceProcessingTime(SECOND)
                          .advanceWatermarkToInfinity()));
      while (postgres
          .query("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
          .isEmpty()) {
        Thread.sleep(20);
      }
      assertThat(
          postgres.query("SELECT count(*) FROM progress WHERE watermark >= '2026-01-05 12:01Z'"),
          contains("0"));
      connection.commit();
    }
    run.join();

    List<Write> ofShard = log.take().stream().filter(w -> w.shard() == shard).toList();
    int row = ofShard.indexOf(new Write("a", NOON + MINUTE, shard, 0));
    assertThat(
        ofShard.subList(0, row).stream().map(Write::watermarkMillis).toList(),
        everyItem(lessThan(NOON + MINUTE)));
    assertThat(ofShard.get(ofShard.size() - 1), is(new Write(null, 0, shard, Long.MAX_VALUE)));
  }

  @Test
  void aRunOverFilesSaysThatItsInputHasEnded() throws Exception {
    runBounded();

    assertThat(
        postgres.query("SELECT watermark, count(*) FROM progress GROUP BY 1"),
        contains("infinity|64"));
  }

  @Test
  void aRunOverFilesLeavesWhatAJobThatGoesOnHasSaid() throws Exception {
    postgres.execute(
        "INSERT INTO progress SELECT '%s', 'health', s, 64, '2026-01-05 12:00Z', 30000, now()"
                .formatted(COMPUTATION.id())
            + " FROM generate_series(0, 63) AS s");

    runBounded();

    assertThat(
        postgres.query("SELECT watermark, count(*) FROM progress GROUP BY 1"),
        contains("2026-01-05 12:00:00+00|64"));
    assertThat(postgres.query("SELECT count(*) FROM health_window"), contains("50"));
  }

  private static void runBounded() {
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    pipeline
        .apply(
            Create.of(
                    IntStream.range(0, 50)
                        .mapToObj(
                            i ->
                                KV.of(
                                    SeriesKey.of("c" + i),
                                    Load.change(INSERT, Load.of(1), NOON, 1)))
                        .toList())
                .withCoder(LoadCoders.changes()))
        .apply(
            "WriteHealth",
            WriteRows.to(TABLE, postgres.config()).withProgress(Duration.millis(LATENESS)));
    pipeline.run().waitUntilFinish();
  }

  private static TimestampedValue<KV<SeriesKey, Long>> event(String component, long at) {
    return TimestampedValue.of(KV.of(SeriesKey.of(component), 1L), Instant.ofEpochMilli(at));
  }

  private static void run(TestStream<KV<SeriesKey, Long>> events) {
    run(
        events,
        windows -> windows.into("Health", FixedWindows.of(Duration.millis(MINUTE)), FIRING),
        Duration.millis(LATENESS));
  }

  private static void run(
      TestStream<KV<SeriesKey, Long>> events,
      UnaryOperator<Changelog<SeriesKey, Long, Long>> windows,
      Duration changesFor) {
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    PCollection<KV<SeriesKey, Change<Long>>> changes =
        pipeline
            .apply("Events", events)
            .apply("Window", windows.apply(Changelog.perKey(Sum.ofLongs())))
            .changes("Health");
    changes
        .apply(
            "ToLoads",
            MapElements.into(new TypeDescriptor<KV<SeriesKey, Change<Load>>>() {})
                .via(WriteProgressTest::load))
        .setCoder(LoadCoders.changes())
        .apply("WriteHealth", WriteRows.to(TABLE, postgres.config()).withProgress(changesFor));
    pipeline.run().waitUntilFinish();
  }

  private static KV<SeriesKey, Change<Load>> load(KV<SeriesKey, Change<Long>> change) {
    Change<Long> of = change.getValue();
    return KV.of(
        change.getKey(),
        new Change<>(
            of.kind(),
            Load.of(of.value()),
            of.window(),
            of.timing(),
            of.paneIndex(),
            of.version()));
  }
}
