package io.tidemark.pipelines.sink.kafka;

import static io.tidemark.change.ChangeKind.DELETE;
import static io.tidemark.change.ChangeKind.INSERT;
import static io.tidemark.change.ChangeKind.UPDATE_AFTER;
import static io.tidemark.change.ChangeKind.UPDATE_BEFORE;
import static io.tidemark.pipelines.row.Load.NOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeKind;
import io.tidemark.pipelines.anomaly.Anomaly;
import io.tidemark.pipelines.anomaly.AnomalyTable;
import io.tidemark.pipelines.row.Load;
import io.tidemark.pipelines.series.SeriesKey;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class LatestRecordsTest {

  /** 12:01:00.000123. */
  private static final long V1 = (NOON + 60_000) * 1000 + 123;

  /** 12:02:00.000456. */
  private static final long V2 = (NOON + 120_000) * 1000 + 456;

  private static final String KEY =
      "{'key':'component=gateway','window_start':'2026-01-05T12:00:00.000Z',"
          + "'window_end':'2026-01-05T12:01:00.000Z'}";

  private static final String ONE = row(1, "2026-01-05T12:01:00.000Z");
  private static final String TWO = row(2, "2026-01-05T12:02:00.000Z");

  private static final String ANOMALY =
      "{'key':'model=gpt,region=','metric':'latency_ms_p95',"
          + "'window_start':'2026-01-05T12:00:00.000Z','window_end':'2026-01-05T12:15:00.000Z'";

  private final Memory memory = new Memory();
  private final LatestRecords<Load> loads = new LatestRecords<>(Load.TABLE, "t");
  private final LatestRecords<Anomaly> anomalies =
      new LatestRecords<>(AnomalyTable.create(List.of("model", "region")), "tidemark.anomalies");

  private static String row(int events, String updatedAt) {
    return "{'key':'component=gateway','component':'gateway','dimensions':{'component':'gateway'},"
        + "'window_start':'2026-01-05T12:00:00.000Z','window_end':'2026-01-05T12:01:00.000Z',"
        + "'pane':'ON_TIME','pane_index':0,'events':"
        + events
        + ",'status':'healthy','cpu_usage_avg':0.5,'updated_at':'"
        + updatedAt
        + "'}";
  }

  private List<String> publish(ChangeKind kind, long events, long version) {
    Change<Load> change = Load.change(kind, Load.of(events), NOON, version);
    return next(loads, SeriesKey.of("gateway"), change);
  }

  private List<String> publish(ChangeKind kind, double value, long version) {
    return next(anomalies, SeriesKey.of("gpt", ""), anomaly(kind, value, version));
  }

  private <O> List<String> next(LatestRecords<O> records, SeriesKey key, Change<O> change) {
    ProducerRecord<byte[], byte[]> record =
        records.next(records.primaryKey(key, change), key, change, memory);
    return record == null ? List.of() : List.of(text(record.key()), text(record.value()));
  }

  private static String text(byte[] json) {
    return json == null ? "null" : new String(json, UTF_8).replace('"', '\'');
  }

  @Test
  void eachChangePublishesTheRowThatStandsAndATombstoneWhenNoneDoes() {
    assertThat(publish(INSERT, 1, V1), contains(KEY, ONE));
    assertThat(publish(UPDATE_BEFORE, 1, V2 - 1), is(empty()));
    assertThat(publish(UPDATE_AFTER, 2, V2), contains(KEY, TWO));
    assertThat(publish(DELETE, 2, V2 + 1), contains(KEY, "null"));
    assertThat(memory.inserted, is(nullValue()));
  }

  @Test
  void anomalyKeepsTheTimeItWasDetectedWhenItsValueIsCorrected() {
    publish(INSERT, 900.0, V1);

    assertThat(
        publish(UPDATE_AFTER, 950.0, V2),
        contains(ANOMALY + "}", detected("2026-01-05T12:01:00.000Z")));
  }

  @Test
  void anomalyThatWasForgottenIsDetectedAnew() {
    assertThat(
        publish(UPDATE_AFTER, 950.0, V2),
        contains(ANOMALY + "}", detected("2026-01-05T12:02:00.000Z")));
  }

  @Test
  void anomalyThatWasDeletedIsDetectedAnew() {
    publish(INSERT, 900.0, V1);
    publish(DELETE, 900.0, V1 + 1);

    assertThat(
        publish(INSERT, 950.0, V2), contains(ANOMALY + "}", detected("2026-01-05T12:02:00.000Z")));
  }

  private static String detected(String at) {
    return ANOMALY
        + ",'value':950.0,'baseline_mean':500.0,'baseline_stddev':100.0,'z_score':4.0,"
        + "'severity':'warning','detected_at':'"
        + at
        + "','incident_end':null,'explanation':'high'}";
  }

  private static Change<Anomaly> anomaly(ChangeKind kind, double value, long version) {
    return new Change<>(
        kind,
        new Anomaly("latency_ms_p95", value, 500, 100, 4, "warning", null, "high"),
        new IntervalWindow(
            Instant.ofEpochMilli(NOON), Instant.ofEpochMilli(NOON + 15 * Load.MINUTE)),
        Timing.ON_TIME,
        0,
        version);
  }

  /** In a field. */
  private static final class Memory implements LatestRecords.Memory {
    private Long inserted;

    @Override
    public Long insertedMicros() {
      return inserted;
    }

    @Override
    public void setInsertedMicros(long version) {
      inserted = version;
    }

    @Override
    public void forget() {
      inserted = null;
    }
  }
}
