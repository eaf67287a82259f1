package io.tidemark.pipelines.sink.postgres;

import static io.tidemark.change.ChangeKind.DELETE;
import static io.tidemark.change.ChangeKind.INSERT;
import static io.tidemark.change.ChangeKind.UPDATE_AFTER;
import static io.tidemark.change.ChangeKind.UPDATE_BEFORE;
import static io.tidemark.pipelines.row.Load.MINUTE;
import static io.tidemark.pipelines.row.Load.NOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeKind;
import io.tidemark.pipelines.Counters;
import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.row.Load;
import io.tidemark.pipelines.row.LoadCoders;
import io.tidemark.pipelines.series.SeriesKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.junit.jupiter.api.Test;

class WriteRowsTest {

  /** Four windows of one component, in order; every tenth component ends without any. */
  private static List<KV<SeriesKey, Change<Load>>> changesOf(int component) {
    List<KV<SeriesKey, Change<Load>>> changes = new ArrayList<>();
    String name = "c%03d".formatted(component);
    for (int window = 0; window < 4; window++) {
      long start = NOON + window * MINUTE;
      add(changes, name, INSERT, 1, start, window * 4L);
      add(changes, name, UPDATE_BEFORE, 1, start, window * 4L + 1);
      add(changes, name, UPDATE_AFTER, 2, start, window * 4L + 2);
      if (component % 10 == 0) {
        add(changes, name, DELETE, 2, start, window * 4L + 3);
      }
    }
    return changes;
  }

  private static List<KV<SeriesKey, Change<Load>>> bad() {
    List<KV<SeriesKey, Change<Load>>> changes = new ArrayList<>();
    add(changes, "bad\0", INSERT, 1, NOON, 1);
    return changes;
  }

  @Test
  void thousandsOfChangesLeaveExactlyWhatStands() throws Exception {
    List<String> standing =
        IntStream.range(0, 500)
            .boxed()
            .filter(component -> component % 10 != 0)
            .flatMap(
                component ->
                    IntStream.range(0, 4)
                        .mapToObj(w -> "component=c%03d|%d|2".formatted(component, w)))
            .toList();

    try (Postgres postgres = Postgres.migrated()) {
      TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
      PCollection<DeadLetter> rejected =
          pipeline
              .apply(Create.of(IntStream.range(-1, 500).boxed().toList()))
              // Create alone would not keep the order of a key's changes.
              .apply(
                  FlatMapElements.into(new TypeDescriptor<KV<SeriesKey, Change<Load>>>() {})
                      .via(c -> c < 0 ? bad() : changesOf(c)))
              .setCoder(LoadCoders.changes())
              .apply("WriteHealth", WriteRows.to(Load.TABLE, postgres.config()))
              .get(WriteRows.REJECTED);
      PAssert.thatSingleton(rejected).satisfies(WriteRowsTest::isTheBadRow);
      PipelineResult result = pipeline.run();
      result.waitUntilFinish();

      assertThat(
          postgres.query(
              "SELECT key, extract(minute FROM window_start)::int, events"
                  + " FROM health_window ORDER BY key, window_start"),
          is(standing));
      assertThat(Counters.of(result).get("rows_rejected"), is(1L));
      assertThat(Counters.of(result).getOrDefault("write_retries", 0L), is(0L));
      assertThat(ConnectionPool.openPools(), is(0));
    }
  }

  private static Void isTheBadRow(DeadLetter letter) {
    assertThat(letter.reason(), is(Reason.REJECTED));
    assertThat(letter.step(), is("WriteRows/health_window"));
    assertThat(letter.topic(), is("health_window"));
    assertThat(letter.eventTimeMillis(), is(NOON));
    assertThat(
        new String(letter.original(), UTF_8),
        is(
            "{\"key\":\"component=bad\\u0000\",\"component\":\"bad\\u0000\",\"dimensions\":"
                + "{\"component\":\"bad\\u0000\"},\"window_start\":\"2026-01-05T12:00:00.000Z\","
                + "\"window_end\":\"2026-01-05T12:01:00.000Z\",\"pane\":\"ON_TIME\","
                + "\"pane_index\":0,\"events\":1,\"status\":\"healthy\",\"cpu_usage_avg\":0.5,"
                + "\"updated_at\":\"1970-01-01T00:00:00.000Z\"}"));
    return null;
  }

  private static void add(
      List<KV<SeriesKey, Change<Load>>> changes,
      String component,
      ChangeKind kind,
      long events,
      long start,
      long version) {
    changes.add(KV.of(SeriesKey.of(component), Load.change(kind, Load.of(events), start, version)));
  }
}
