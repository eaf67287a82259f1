package io.tidemark.query.changes;

import com.fasterxml.jackson.core.JsonFactory;
import io.tidemark.query.progress.ProgressView;
import io.tidemark.query.progress.StreamProgress;
import io.tidemark.query.row.RowChange;
import io.tidemark.query.row.RowField;
import io.tidemark.query.row.RowState;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Writes the data of events. The JSON of rows goes through as it is. */
final class EventJson {
  private static final JsonFactory JSON = new JsonFactory();
  private static final byte[] NULL = utf8("null");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private EventJson() {}

  /** Returns the name of the event of a change of this stream. */
  static String event(Stream stream) {
    return stream == Stream.ANOMALIES ? "anomaly" : "change";
  }

  /** Returns a change as a subscriber sees it. */
  static byte[] change(RowChange change, ProgressView progress) {
    String op = change.before() == null ? "c" : change.after() == null ? "d" : "u";
    String extra = change.restated() ? ",\"restated\":true" : "";
    Long late = RowField.lateEvents(change.before(), change.after());
    if (late != null) {
      extra += ",\"late_events\":" + late;
    }
    StoredRow after = change.after();
    String state =
        after == null ? null : after.state(finalBefore(change.stream(), progress)).label();
    return row(change, op, state, extra);
  }

  /** Returns a row as it stands, of a snapshot. */
  static byte[] standing(StoredRow row, ProgressView progress) {
    RowChange change = new RowChange(row.stream(), row.key(), null, row, row.version(), false);
    return row(change, "r", row.state(finalBefore(row.stream(), progress)).label(), "");
  }

  /** Returns that a row has become final without a change. */
  static byte[] isFinal(StoredRow row) {
    return utf8(
        "{\"stream\":\"%s\",\"id\":\"%s\",\"version\":\"%d\",\"state\":\"%s\"}"
            .formatted(
                row.stream().label(), row.key().id(), row.version(), RowState.FINAL.label()));
  }

  private static byte[] row(RowChange change, String op, @Nullable String state, String extra) {
    String head =
        "{\"stream\":\"%s\",\"id\":\"%s\",\"op\":\"%s\",\"version\":\"%d\",\"state\":%s%s,\"before\":"
            .formatted(
                change.stream().label(),
                change.key().id(),
                op,
                change.version(),
                state == null ? "null" : '"' + state + '"',
                extra);
    ByteArrayOutputStream out = new ByteArrayOutputStream(2048);
    out.writeBytes(utf8(head));
    out.writeBytes(json(change.before()));
    out.writeBytes(utf8(",\"after\":"));
    out.writeBytes(json(change.after()));
    out.write('}');
    return out.toByteArray();
  }

  private static byte[] json(@Nullable StoredRow row) {
    return row == null ? NULL : row.json();
  }

  private static @Nullable Long finalBefore(Stream stream, ProgressView progress) {
    return progress.of(stream.computed()).finalBefore();
  }

  /** Returns how far everything is. */
  static byte[] progress(String position, long lagMillis, boolean stale, ProgressView progress) {
    StringBuilder watermarks = new StringBuilder();
    StringBuilder finals = new StringBuilder();
    for (Stream stream : Stream.windows()) {
      StreamProgress of = progress.of(stream);
      String comma = watermarks.length() == 0 ? "" : ",";
      String name = comma + '"' + stream.label() + "\":";
      watermarks.append(name).append(time(of.watermark()));
      finals.append(name).append(time(of.finalBefore()));
    }
    return utf8(
        "{\"position\":\"%s\",\"watermarks\":{%s},\"final_before\":{%s},\"lag_ms\":%d,\"stale\":%b}"
            .formatted(position, watermarks, finals, lagMillis, stale));
  }

  /** As JSON; the end of the input is the greatest time that RFC 3339 can say. */
  static String time(@Nullable Long millis) {
    if (millis == null) {
      return "null";
    }
    return millis == Long.MAX_VALUE
        ? "\"9999-12-31T23:59:59.999Z\""
        : '"' + TIME.format(Instant.ofEpochMilli(millis)) + '"';
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
