package io.tidemark.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.pipelines.anomaly.AnomalyTable;
import io.tidemark.pipelines.feedback.FeedbackTable;
import io.tidemark.pipelines.health.HealthTable;
import io.tidemark.pipelines.performance.PerformanceTables;
import io.tidemark.pipelines.row.Column;
import io.tidemark.pipelines.row.SqlType;
import io.tidemark.pipelines.row.Table;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.SeriesDimensions;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.io.IOException;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Rows with all the columns that the pipelines publish. */
final class Rows {
  static final long MINUTE = 60_000;

  /** 2026-01-05T12:00:00Z. */
  static final long NOON = 1_767_614_400_000L;

  private Rows() {}

  static Table<?> table(Stream stream) {
    List<String> dimensions = List.of("model", "region");
    return switch (stream) {
      case PERFORMANCE -> PerformanceTables.fixed(dimensions);
      case SLIDING -> PerformanceTables.sliding(dimensions);
      case FEEDBACK -> FeedbackTable.create();
      case HEALTH -> HealthTable.create();
      case ANOMALIES -> AnomalyTable.create(dimensions);
    };
  }

  /** A window of five minutes that starts some minutes after noon. */
  static StoredRow window(
      Stream stream, String key, int minute, Pane pane, int index, long events) {
    long start = NOON + minute * MINUTE;
    RowKey rowKey = RowKey.window(key, start, start + 5 * MINUTE);
    return of(stream, rowKey, pane, index, events, "c1");
  }

  static StoredRow anomaly(String key, String metric, int minute) {
    long start = NOON + minute * MINUTE;
    RowKey rowKey = new RowKey(key, metric, start, start + 5 * MINUTE);
    return of(Stream.ANOMALIES, rowKey, null, 0, 1, "c1");
  }

  static StoredRow of(
      Stream stream, RowKey key, @Nullable Pane pane, int index, long events, String computation) {
    byte[] json =
        Reply.document(
            out -> {
              out.writeStartObject();
              for (Column<?> column : table(stream).columns()) {
                if (!column.name().equals("version")) {
                  out.writeFieldName(column.name());
                  cell(out, column.name(), column.type(), key, pane, index, events);
                }
              }
              out.writeStringField("computation", computation);
              out.writeEndObject();
            });
    long version = 1_767_614_400_000_000L + index;
    return new StoredRow(stream, key, version, pane, computation, json);
  }

  private static void cell(
      JsonGenerator out,
      String name,
      SqlType type,
      RowKey key,
      @Nullable Pane pane,
      int index,
      long events)
      throws IOException {
    switch (name) {
      case "key" -> out.writeString(key.key());
      case "metric" -> out.writeString(key.metric());
      case "severity" -> out.writeString(key.metric().startsWith("lat") ? "critical" : "warning");
      case "window_start" -> out.writeString(Times.millis(key.start()));
      case "window_end" -> out.writeString(Times.millis(key.end()));
      case "pane" -> out.writeString(String.valueOf(pane));
      case "pane_index" -> out.writeNumber(index);
      case "events" -> out.writeNumber(events);
      case "latency_ms_p99" -> out.writeNull();
      case "incident_end" -> out.writeNull();
      case "model", "region", "component", "session_id" ->
          out.writeString(SeriesDimensions.of(key.key()).get(name));
      default -> byType(out, type, events);
    }
  }

  private static void byType(JsonGenerator out, SqlType type, long events) throws IOException {
    switch (type) {
      case TEXT -> out.writeString("text \"quoted\", ,\"pane_index\":7");
      case BIGINT -> out.writeNumber(events);
      case DOUBLE -> out.writeNumber(events / 8.0);
      case TIMESTAMP -> out.writeString(Times.millis(NOON));
      case JSON -> {
        out.writeStartObject();
        out.writeStringField("model", "a");
        out.writeEndObject();
      }
    }
  }
}
