package io.tidemark.pipelines.sink.kafka;

import static io.tidemark.change.ChangeKind.DELETE;
import static io.tidemark.change.ChangeKind.INSERT;
import static io.tidemark.change.ChangeKind.UPDATE_AFTER;
import static io.tidemark.change.ChangeKind.UPDATE_BEFORE;
import static io.tidemark.pipelines.row.Load.NOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.change.Change;
import io.tidemark.change.ChangeKind;
import io.tidemark.change.Revision;
import io.tidemark.pipelines.row.Load;
import io.tidemark.pipelines.row.LoadWindows;
import io.tidemark.pipelines.series.SeriesKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class RevisionRecordsTest {

  /** 12:01:00.000123. */
  private static final long V1 = (NOON + 60_000) * 1000 + 123;

  /** 12:02:00.000456. */
  private static final long V2 = (NOON + 120_000) * 1000 + 456;

  private static final String KEY =
      "{'key':'component=gateway','window_start':'2026-01-05T12:00:00.000Z',"
          + "'window_end':'2026-01-05T12:01:00.000Z'}";

  private static final String ONE = row(1, "2026-01-05T12:01:00.000Z");
  private static final String TWO = row(2, "2026-01-05T12:02:00.000Z");

  private final RevisionRecords<Load> records =
      new RevisionRecords<>(Load.TABLE, "tidemark.health");

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

  private static Change<Load> change(ChangeKind kind, long events, long version) {
    return Load.change(kind, Load.of(events), NOON, version);
  }

  private List<String> publish(Revision<Load> revision) {
    List<String> text = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> record : records.of(SeriesKey.of("gateway"), revision)) {
      text.add(text(record.key()));
      text.add(text(record.value()));
    }
    return text;
  }

  private static String text(byte[] json) {
    return json == null ? "null" : new String(json, UTF_8).replace('"', '\'');
  }

  @Test
  void insertionIsACreation() {
    assertThat(
        publish(new Revision<>(null, change(INSERT, 1, V1), 0)),
        contains(KEY, envelope("null", ONE, "c", V1)));
  }

  @Test
  void retractionAndAssertionAreOneUpdateWhoseBeforeIsDatedByWhatStatedIt() {
    assertThat(
        publish(new Revision<>(change(UPDATE_BEFORE, 1, V2 - 1), change(UPDATE_AFTER, 2, V2), V1)),
        contains(KEY, envelope(ONE, TWO, "u", V2)));
  }

  @Test
  void deletionIsFollowedByATombstone() {
    assertThat(
        publish(new Revision<>(change(DELETE, 1, V2), null, V1)),
        contains(KEY, envelope(ONE, "null", "d", V2), KEY, "null"));
  }

  /** Nothing that a producer may call itself fails the job. */
  @Test
  void textIsEscapedAndHalfASurrogateBecomesAQuestionMark() throws IOException {
    Revision<Load> revision = new Revision<>(null, change(INSERT, 1, V1), 0);
    SeriesKey key = SeriesKey.of("a\"b\\c\n\u0001é😀\ud83d");
    ProducerRecord<byte[], byte[]> record = records.of(key, revision).get(0);
    String name = "a\"b\\c\n\u0001é😀?";
    ObjectMapper json = new ObjectMapper();
    assertThat(
        json.readTree(record.key()).get("key").asText(),
        is("component=" + name.replace("\\", "\\\\")));
    JsonNode row = json.readTree(record.value()).get("after");
    assertThat(row.get("component").asText(), is(name));
    assertThat(row.get("dimensions").get("component").asText(), is(name));
  }

  @Test
  void theRowBeforeIsToTheLetterTheRowAfterWhichWasPublishedLast() {
    LoadWindows windows = LoadWindows.ofTenMillis();
    windows.add(1, 3); // early
    windows.add(2, 4); // early
    windows.watermark(10); // on time
    windows.add(4, 5); // late
    windows.restate();
    windows.add(8, 6); // late
    assertThat(published(windows), contains("c 1", "u 3", "u 3", "u 7", "u 7", "u 15"));
  }

  @Test
  void soItIsForSessionsWhoseDeletionsComeBeforeTheOneThatAbsorbedThem() {
    LoadWindows windows = LoadWindows.ofSessions();
    windows.add(1, 0);
    windows.add(2, 15);
    windows.watermark(25);
    windows.restate();
    windows.add(4, 8); // [0, 25)
    windows.restate();
    windows.add(8, 8);
    assertThat(
        published(windows),
        contains(
            "c 1",
            "c 2",
            "u 1",
            "u 2",
            "u 1",
            "u 2",
            "d 1",
            "tombstone",
            "d 2",
            "tombstone",
            "c 7",
            "u 7",
            "u 15"));
  }

  /** Operations and events, of envelopes that each follow from the one before of their row. */
  private List<String> published(LoadWindows windows) {
    List<String> published = new ArrayList<>();
    Map<String, String> standing = new HashMap<>();
    for (Revision<Load> revision : windows.revisions()) {
      for (ProducerRecord<byte[], byte[]> record : records.of(SeriesKey.of("gateway"), revision)) {
        published.add(apply(text(record.key()), text(record.value()), standing));
      }
    }
    return published;
  }

  private static String apply(String key, String envelope, Map<String, String> standing) {
    if (envelope.equals("null")) {
      return "tombstone";
    }
    String before = envelope.replaceFirst("\\{'before':(.*),'after':.*", "$1");
    String after = envelope.replaceFirst(".*,'after':(.*),'op':.*", "$1");
    assertThat(envelope, before, is(standing.getOrDefault(key, "null")));
    standing.put(key, after);
    String operation = envelope.replaceFirst(".*,'op':'(.)'.*", "$1");
    String row = operation.equals("d") ? before : after;
    return operation + " " + row.replaceFirst(".*'events':(\\d+).*", "$1");
  }
}
