package io.tidemark.pipelines.postgres;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Rows as JSON objects whose fields are the table's published columns, in order.
 *
 * <p>Timestamps are RFC 3339 in UTC with three digits of fraction ({@code
 * 2026-01-05T12:30:00.000Z}): what PostgreSQL casts to {@code timestamptz} and what Flink's JSON
 * formats read as {@code TIMESTAMP_LTZ(3)} with {@code json.timestamp-format.standard = ISO-8601}.
 * An unknown value is {@code null}, never left out and never {@code NaN}.
 */
public final class RowJson {

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** Series share their windows, and so the text of their bounds. Threads may replace any. */
  private static final Formatted[] LATELY = new Formatted[256];

  private record Formatted(long millis, String text) {}

  private RowJson() {}

  /** The published columns of a row. */
  public static String row(Table<?> table, Row row) {
    return document(json -> write(json, table, row));
  }

  /** Writes the published columns of a row as an object. */
  public static void write(JsonGenerator json, Table<?> table, Row row) throws IOException {
    writeObject(json, table.columns(), Column::isPublished, row::cell);
  }

  /** The primary key of a row, for example {@code {"key":…,"window_start":…,"window_end":…}}. */
  public static String primaryKey(Table<?> table, Row row) {
    return document(json -> writeObject(json, table.columns(), Column::isKey, row::cell));
  }

  /** The primary key of the row that the entry's change asserts, or withdraws. */
  public static <O> String primaryKey(Table<O> table, Entry<O> entry) {
    List<Column<O>> columns = table.columns();
    return document(
        json -> writeObject(json, columns, Column::isKey, i -> columns.get(i).valueOf(entry)));
  }

  /** RFC 3339 in UTC, three digits of fraction. */
  public static String timestamp(long millis) {
    int slot = (int) Math.floorMod(millis / 1000, (long) LATELY.length);
    Formatted formatted = LATELY[slot];
    if (formatted == null || formatted.millis() != millis) {
      formatted = new Formatted(millis, TIMESTAMP.format(Instant.ofEpochMilli(millis)));
      LATELY[slot] = formatted;
    }
    return formatted.text();
  }

  /** An object of text fields. */
  static String object(Map<String, String> fields) {
    return document(
        json -> {
          json.writeStartObject();
          for (Map.Entry<String, String> field : fields.entrySet()) {
            json.writeStringField(field.getKey(), field.getValue());
          }
          json.writeEndObject();
        });
  }

  /** Writes a JSON document to a string. */
  public static String document(Body body) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      body.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("a string refused to be written to", e);
    }
    return text.toString();
  }

  /** What to write into a document. */
  @FunctionalInterface
  public interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  private static <O> void writeObject(
      JsonGenerator json,
      List<Column<O>> columns,
      Predicate<Column<O>> included,
      IntFunction<@Nullable Object> cells)
      throws IOException {
    json.writeStartObject();
    for (int i = 0; i < columns.size(); i++) {
      Column<O> column = columns.get(i);
      if (included.test(column)) {
        json.writeFieldName(column.name());
        writeCell(json, column.type(), cells.apply(i));
      }
    }
    json.writeEndObject();
  }

  private static void writeCell(JsonGenerator json, SqlType type, @Nullable Object cell)
      throws IOException {
    if (cell == null) {
      json.writeNull();
      return;
    }
    switch (type) {
      case TEXT -> json.writeString((String) cell);
      case BIGINT -> json.writeNumber((long) cell);
      case DOUBLE -> json.writeNumber((double) cell);
      case TIMESTAMP -> json.writeString(timestamp((long) cell));
      case JSON -> json.writeRawValue((String) cell);
    }
  }
}
