package io.tidemark.pipelines.changelog;

import static io.tidemark.changelog.ChangeKind.DELETE;
import static io.tidemark.changelog.ChangeKind.INSERT;
import static io.tidemark.changelog.ChangeKind.UPDATE_AFTER;
import static io.tidemark.changelog.ChangeKind.UPDATE_BEFORE;
import static io.tidemark.pipelines.postgres.Load.NOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.tidemark.changelog.Change;
import io.tidemark.changelog.ChangeKind;
import io.tidemark.pipelines.SeriesKey;
import io.tidemark.pipelines.anomaly.Anomaly;
import io.tidemark.pipelines.changelog.Pairing.Form;
import io.tidemark.pipelines.postgres.Load;
import io.tidemark.pipelines.postgres.Tables;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class PairingTest {

  /** 12:01:00.000123. */
  private static final long V1 = (NOON + 60_000) * 1000 + 123;

  /** 12:02:00.000456. */
  private static final long V2 = (NOON + 120_000) * 1000 + 456;

  private static final String KEY =
      "{'key':'component=gateway','window_start':'2026-01-05T12:00:00.000Z',"
          + "'window_end':'2026-01-05T12:01:00.000Z'}";

  private static final String ONE = row(1, "2026-01-05T12:01:00.000Z");
  private static final String TWO = row(2, "2026-01-05T12:02:00.000Z");

  private final Memory<Load> memory = new Memory<>();
  private final Pairing<Load> changelog =
      new Pairing<>(Load.TABLE, "tidemark.health", Form.CHANGELOG);
  private final Pairing<Load> latest = new Pairing<>(Load.TABLE, "t", Form.LATEST);

  private static String row(int events, String updatedAt) {
    return "{'key':'component=gateway','component':'gateway','dimensions':{'component':'gateway'},"
        + "'window_start':'2026-01-05T12:00:00.000Z','window_end':'2026-01-05T12:01:00.000Z',"
        + "'pane':'ON_TIME','pane_index':0,'events':"
        + events
        + ",'status':'healthy','cpu_usage_avg':0.5,'updated_at':'"
        + updatedAt
        + "'}";
  }

  private static String envelope(String before, String after, String op, long version) {
    return "{'before':%s,'after':%s,'op':'%s','ts_ms':%d,'source':{'version':'development','connector':'tidemark','name':'tidemark','ts_ms':%d,'snapshot':'false','db':'tidemark','sequence':'%d','schema':'public','table':'health_window'}}"
        .formatted(before, after, op, version / 1000, version / 1000, version);
  }

  private List<String> publish(Pairing<Load> pairing, ChangeKind kind, long events, long version) {
    Change<Load> change = Load.change(kind, Load.of(events), NOON, version);
    return next(pairing, SeriesKey.of("gateway"), change, memory);
  }

  private static <O> List<String> next(
      Pairing<O> pairing, SeriesKey key, Change<O> change, Memory<O> memory) {
    return text(pairing.next(pairing.primaryKey(key, change), key, change, memory));
  }

  private static List<String> text(List<ProducerRecord<byte[], byte[]>> records) {
    List<String> text = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> record : records) {
      text.add(new String(record.key(), UTF_8).replace('"', '\''));
      text.add(
          record.value() == null ? "null" : new String(record.value(), UTF_8).replace('"', '\''));
    }
    return text;
  }

  @Test
  void insertionIsACreation() {
    assertThat(publish(changelog, INSERT, 1, V1), contains(KEY, envelope("null", ONE, "c", V1)));
  }

  @Test
  void retractionAndAssertionBecomeOneUpdateWhoseBeforeIsTheAfterOfTheOneBefore() {
    publish(changelog, INSERT, 1, V1);

    assertThat(publish(changelog, UPDATE_BEFORE, 1, V2 - 1), is(empty()));
    assertThat(publish(changelog, UPDATE_AFTER, 2, V2), contains(KEY, envelope(ONE, TWO, "u", V2)));
    assertThat(memory.pending, is(nullValue()));
  }

  @Test
  void deletionIsFollowedByATombstoneAndNothingIsRemembered() {
    publish(changelog, INSERT, 1, V1);

    assertThat(
        publish(changelog, DELETE, 1, V2),
        contains(KEY, envelope(ONE, "null", "d", V2), KEY, "null"));
    assertThat(memory.standing, is(nullValue()));
  }

  @Test
  void assertionWithoutItsRetractionIsACreation() {
    assertThat(
        publish(changelog, UPDATE_AFTER, 2, V2), contains(KEY, envelope("null", TWO, "c", V2)));
  }

  @Test
  void retractionAfterTheMemoryExpiredIsDatedByItself() {
    publish(changelog, UPDATE_BEFORE, 1, V1);

    assertThat(publish(changelog, UPDATE_AFTER, 2, V2), contains(KEY, envelope(ONE, TWO, "u", V2)));
  }

  @Test
  void latestPublishesTheRowThatStandsAndATombstoneWhenNoneDoes() {
    assertThat(publish(latest, INSERT, 1, V1), contains(KEY, ONE));
    assertThat(publish(latest, UPDATE_BEFORE, 1, V2 - 1), is(empty()));
    assertThat(publish(latest, UPDATE_AFTER, 2, V2), contains(KEY, TWO));
    assertThat(publish(latest, DELETE, 2, V2 + 1), contains(KEY, "null"));
  }

  @Test
  void anomalyKeepsTheTimeItWasDetectedWhenItsValueIsCorrected() {
    Pairing<Anomaly> anomalies =
        new Pairing<>(
            Tables.anomalies(List.of("model", "region")), "tidemark.anomalies", Form.LATEST);
    Memory<Anomaly> remembered = new Memory<>();
    SeriesKey key = SeriesKey.of("gpt", "");

    next(anomalies, key, anomaly(INSERT, 900, V1), remembered);

    assertThat(
        next(anomalies, key, anomaly(UPDATE_AFTER, 950, V2), remembered),
        contains(
            "{'key':'model=gpt,region=','metric':'latency_ms_p95',"
                + "'window_start':'2026-01-05T12:00:00.000Z',"
                + "'window_end':'2026-01-05T12:15:00.000Z'}",
            "{'key':'model=gpt,region=','metric':'latency_ms_p95',"
                + "'window_start':'2026-01-05T12:00:00.000Z',"
                + "'window_end':'2026-01-05T12:15:00.000Z','value':950.0,'baseline_mean':500.0,"
                + "'baseline_stddev':100.0,'z_score':4.0,'severity':'warning',"
                + "'detected_at':'2026-01-05T12:01:00.000Z'}"));
  }

  private static Change<Anomaly> anomaly(ChangeKind kind, double value, long version) {
    return new Change<>(
        kind,
        new Anomaly("latency_ms_p95", value, 500, 100, 4, "warning"),
        new IntervalWindow(
            Instant.ofEpochMilli(NOON), Instant.ofEpochMilli(NOON + 15 * Load.MINUTE)),
        Timing.ON_TIME,
        0,
        version);
  }

  /** In two fields. */
  private static final class Memory<O> implements Pairing.Memory<O> {
    private Standing standing;
    private Change<O> pending;

    @Override
    public Standing standing() {
      return standing;
    }

    @Override
    public void setStanding(Standing standing) {
      this.standing = standing;
    }

    @Override
    public Change<O> pending() {
      return pending;
    }

    @Override
    public void setPending(Change<O> change) {
      this.pending = change;
    }

    @Override
    public void clearPending() {
      pending = null;
    }

    @Override
    public void forget() {
      standing = null;
      pending = null;
    }
  }
}
