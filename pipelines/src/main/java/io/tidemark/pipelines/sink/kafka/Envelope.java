package io.tidemark.pipelines.sink.kafka;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.pipelines.row.Row;
import io.tidemark.pipelines.row.RowJson;
import io.tidemark.pipelines.row.Table;
import java.io.IOException;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Writes the value of a changelog record: a Debezium change event without a schema.
 *
 * <p>{@code op} is {@code c} (there was no row before), {@code u} (there are both) or {@code d}
 * (there is no row after). {@code ts_ms} is the processing time of the change in milliseconds since
 * the epoch. {@code source.sequence} is its version, which is larger for every later change of a
 * key, also across restarts.
 */
final class Envelope {

  private static final String VERSION = version();

  private final Table<?> table;

  Envelope(Table<?> table) {
    this.table = table;
  }

  /**
   * Returns the event that replaces {@code before} by {@code after}, of which one may be null, in
   * UTF-8.
   *
   * @param version the version of the change, in microseconds of processing time
   */
  byte[] of(@Nullable Row before, @Nullable Row after, long version) {
    long millis = Math.floorDiv(version, 1000L);
    return RowJson.bytes(
        json -> {
          json.writeStartObject();
          writeRow(json, "before", before);
          writeRow(json, "after", after);
          json.writeStringField("op", before == null ? "c" : after == null ? "d" : "u");
          json.writeNumberField("ts_ms", millis);
          writeSource(json, millis, version);
          json.writeEndObject();
        });
  }

  private void writeRow(JsonGenerator json, String name, @Nullable Row row) throws IOException {
    json.writeFieldName(name);
    if (row == null) {
      json.writeNull();
    } else {
      RowJson.write(json, table, row);
    }
  }

  private void writeSource(JsonGenerator json, long millis, long version) throws IOException {
    json.writeObjectFieldStart("source");
    json.writeStringField("version", VERSION);
    json.writeStringField("connector", "tidemark");
    json.writeStringField("name", "tidemark");
    json.writeNumberField("ts_ms", millis);
    json.writeStringField("snapshot", "false");
    json.writeStringField("db", "tidemark");
    json.writeStringField("sequence", Long.toString(version));
    json.writeStringField("schema", "public");
    json.writeStringField("table", table.name());
    json.writeEndObject();
  }

  private static String version() {
    String version = Envelope.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
