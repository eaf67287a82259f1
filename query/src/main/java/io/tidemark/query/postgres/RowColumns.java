package io.tidemark.query.postgres;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.SerializedString;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.SeriesDimensions;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The columns of the rows of a stream, as the database has them, and the rows as the changelog
 * topics have them: byte for byte the same.
 *
 * <p>A column that a later migration adds is served without a change here.
 */
final class RowColumns {

  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();

  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** Orders writes, and is not published. */
  private static final String VERSION = "version";

  private final Stream stream;
  private final List<Column> columns;
  private final String selection;
  private final int key;
  private final int metric;
  private final int start;
  private final int end;
  private final int pane;
  private final int computation;

  private RowColumns(Stream stream, List<Column> columns) {
    this.stream = stream;
    this.columns = columns;
    StringBuilder select = new StringBuilder(VERSION);
    columns.forEach(column -> select.append(", ").append(column.kind().reading(column.name())));
    this.selection = select.toString();
    this.key = index("key");
    this.metric = index("metric");
    this.start = index("window_start");
    this.end = index("window_end");
    this.pane = index("pane");
    this.computation = index("computation");
  }

  private record Column(String name, SerializedString field, Kind kind) {}

  /** How a column is read, and written as JSON. */
  private enum Kind {
    TEXT("text", "%s"),
    BIGINT("bigint", "%s"),
    DOUBLE("double precision", "%s"),
    /** As milliseconds since the epoch: the text of a time depends on the session. */
    TIMESTAMP("timestamp with time zone", "floor(extract(epoch FROM %s) * 1000)::int8"),
    /** The dimensions: jsonb has lost the order of its fields, which the key still has. */
    JSON("jsonb", "NULL");

    private final String type;
    private final String reading;

    Kind(String type, String reading) {
      this.type = type;
      this.reading = reading;
    }

    String reading(String column) {
      return reading.formatted(column);
    }

    static @Nullable Kind of(String type) {
      for (Kind kind : values()) {
        if (kind.type.equals(type)) {
          return kind;
        }
      }
      return null;
    }
  }

  /** Reads which columns there are. */
  static RowColumns read(Connection connection, Stream stream) throws SQLException {
    List<Column> columns = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
                + " WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped"
                + " ORDER BY attnum")) {
      statement.setString(1, stream.table());
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          String name = found.getString(1);
          Kind kind = Kind.of(found.getString(2)); // Sketches have none, and are not published.
          if (kind != null && !name.equals(VERSION)) {
            columns.add(new Column(name, new SerializedString(name), kind));
          }
        }
      }
    }
    return new RowColumns(stream, columns);
  }

  private int index(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i + 2; // Counted from 1, after the version.
      }
    }
    return 0;
  }

  /** Returns what to select for {@link #row}: it is in the first columns of the result. */
  String selection() {
    return selection;
  }

  /** Returns the names of the columns that {@link #selection} is about. */
  String names() {
    return VERSION + columns.stream().map(column -> ", " + column.name()).collect(joining());
  }

  /** Returns how many columns of the result the row has. */
  int width() {
    return columns.size() + 1;
  }

  /** Returns the row that the result is at. */
  StoredRow row(ResultSet result) throws SQLException {
    String series = result.getString(key);
    RowKey rowKey =
        new RowKey(
            series,
            metric == 0 ? "" : result.getString(metric),
            result.getLong(start),
            result.getLong(end));
    return new StoredRow(
        stream,
        rowKey,
        result.getLong(1),
        pane == 0 ? null : Pane.valueOf(result.getString(pane)),
        computation == 0 ? null : result.getString(computation),
        json(result, series));
  }

  private byte[] json(ResultSet result, String series) throws SQLException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(2_048);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      for (int i = 0; i < columns.size(); i++) {
        json.writeFieldName(columns.get(i).field());
        write(json, result, i + 2, columns.get(i).kind(), series);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("an array refused to be written to", e);
    }
    return bytes.toByteArray();
  }

  private static void write(
      JsonGenerator json, ResultSet result, int column, Kind kind, String series)
      throws IOException, SQLException {
    switch (kind) {
      case JSON -> writeDimensions(json, series);
      case TEXT -> {
        String text = result.getString(column);
        if (text == null) {
          json.writeNull();
        } else {
          writeText(json, text);
        }
      }
      case BIGINT, TIMESTAMP -> {
        long number = result.getLong(column);
        if (result.wasNull()) {
          json.writeNull();
        } else if (kind == Kind.BIGINT) {
          json.writeNumber(number);
        } else {
          json.writeString(TIMESTAMP.format(Instant.ofEpochMilli(number)));
        }
      }
      case DOUBLE -> {
        double number = result.getDouble(column);
        if (result.wasNull()) {
          json.writeNull();
        } else {
          json.writeNumber(number);
        }
      }
    }
  }

  private static void writeDimensions(JsonGenerator json, String series) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, String> dimension : SeriesDimensions.of(series).entrySet()) {
      json.writeFieldName(dimension.getKey());
      writeText(json, dimension.getValue());
    }
    json.writeEndObject();
  }

  /** As UTF-8: writeString() would escape what lies beyond U+FFFF, which the topics do not. */
  private static void writeText(JsonGenerator json, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    json.writeUTF8String(utf8, 0, utf8.length);
  }
}
