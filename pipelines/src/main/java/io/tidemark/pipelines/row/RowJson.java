package io.tidemark.pipelines.row;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Writes rows as JSON objects whose fields are the published columns of their table, in order.
 *
 * <p>Timestamps are RFC 3339 in UTC with three digits of fraction ({@code
 * 2026-01-05T12:30:00.000Z}), which PostgreSQL casts to {@code timestamptz} and the JSON formats of
 * Flink read as {@code TIMESTAMP_LTZ(3)} with {@code json.timestamp-format.standard = ISO-8601}. An
 * unknown value is {@code null}; it is neither left out nor {@code NaN}.
 */
public final class RowJson {

  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();

  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /**
   * Timestamps formatted lately, by their second. Many series have the same windows, and so the
   * same bounds. Threads share it: a race only costs formatting once more.
   */
  private static final Formatted[] LATELY = new Formatted[256];

  private record Formatted(long millis, String text) {}

  private RowJson() {}

  /** Returns the published columns of a row, in UTF-8. */
  public static byte[] row(Table<?> table, Row row) {
    return bytes(json -> write(json, table, row));
  }

  /** Writes the published columns of a row as an object. */
  public static void write(JsonGenerator json, Table<?> table, Row row) throws IOException {
    writeObject(json, table.columns(), Column::isPublished, row::cell);
  }

  /**
   * Returns the primary key of a row as {@code {"key":…,"window_start":…,"window_end":…}}, in
   * UTF-8.
   */
  public static byte[] primaryKey(Table<?> table, Row row) {
    return bytes(json -> writeObject(json, table.columns(), Column::isKey, row::cell));
  }

  /**
   * Returns the primary key of the row that the change of the entry states or withdraws, in UTF-8.
   */
  public static <O> byte[] primaryKey(Table<O> table, Entry<O> entry) {
    List<Column<O>> columns = table.columns();
    return bytes(
        json -> writeObject(json, columns, Column::isKey, i -> columns.get(i).valueOf(entry)));
  }

  /**
   * Returns the time, given in milliseconds since the epoch, as RFC 3339 in UTC with three digits
   * of fraction.
   */
  public static String timestamp(long millis) {
    int slot = (int) Math.floorMod(millis / 1000, (long) LATELY.length);
    Formatted formatted = LATELY[slot];
    if (formatted == null || formatted.millis() != millis) {
      formatted = new Formatted(millis, TIMESTAMP.format(Instant.ofEpochMilli(millis)));
      LATELY[slot] = formatted;
    }
    return formatted.text();
  }

  /** Returns an object of text fields. */
  static String object(Map<String, String> fields) {
    byte[] object =
        bytes(
            json -> {
              json.writeStartObject();
              for (Map.Entry<String, String> field : fields.entrySet()) {
                json.writeFieldName(field.getKey());
                writeText(json, field.getValue());
              }
              json.writeEndObject();
            });
    return new String(object, StandardCharsets.UTF_8);
  }

  /** Returns the JSON document that {@code body} writes, in UTF-8. */
  public static byte[] bytes(Body body) {
    ByteArrayBuilder bytes = new ByteArrayBuilder(FACTORY._getBufferRecycler());
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      body.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("an array refused to be written to", e);
    }
    byte[] document = bytes.toByteArray();
    bytes.release();
    return document;
  }

  /** Writes the content of a document. */
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
        json.writeFieldName(column.field());
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
      case TEXT -> writeText(json, (String) cell);
      case BIGINT -> json.writeNumber((long) cell);
      case DOUBLE -> json.writeNumber((double) cell);
      case TIMESTAMP -> json.writeString(timestamp((long) cell));
      case JSON -> json.writeRawValue((String) cell);
      case BYTES -> json.writeBinary((byte[]) cell);
    }
  }

  /**
   * Writes a text; half of a surrogate pair, which UTF-8 cannot express, becomes a question mark.
   */
  private static void writeText(JsonGenerator json, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    json.writeUTF8String(utf8, 0, utf8.length);
  }
}
