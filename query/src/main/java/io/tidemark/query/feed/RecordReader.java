package io.tidemark.query.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads the records of changelog topics: Debezium change events without a schema, and the plain
 * rows of anomalies. What is kept of a row is its bytes.
 *
 * <p>For one thread. About 10 µs a record.
 */
final class RecordReader {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int MOST_TEXTS = 8192;

  /** Computations and times are few, and on many rows: one object each. */
  private final Map<String, String> computations = new HashMap<>();

  private final Map<String, Long> times = new HashMap<>();

  /**
   * Returns the change of a record; null for a tombstone after a deletion, which says nothing new.
   *
   * @throws MalformedRecordException if it is not a record of the job
   */
  @Nullable FeedRecord read(Stream stream, ConsumerRecord<byte[], byte[]> record)
      throws MalformedRecordException {
    try {
      return stream == Stream.ANOMALIES ? anomaly(record) : change(stream, record);
    } catch (IOException | DateTimeException | IllegalArgumentException e) {
      throw new MalformedRecordException("it cannot be read: " + e.getMessage(), e);
    }
  }

  private @Nullable FeedRecord change(Stream stream, ConsumerRecord<byte[], byte[]> record)
      throws IOException, MalformedRecordException {
    byte[] value = record.value();
    if (value == null) {
      return null;
    }
    Slice before = null;
    Slice after = null;
    String sequence = null;
    try (JsonParser json = JSON.createParser(value)) {
      expectObject(json);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.getCurrentName();
        json.nextToken();
        switch (name) {
          case "before" -> before = slice(json, value);
          case "after" -> after = slice(json, value);
          case "source" -> sequence = sequence(json);
          default -> json.skipChildren();
        }
      }
    }
    Slice either = after == null ? before : after;
    if (either == null || sequence == null) {
      throw new MalformedRecordException(
          "it has neither before nor after, or no source.sequence, as change events have");
    }
    RowKey key = either.key(false);
    long version = Long.parseLong(sequence);
    return new FeedRecord(
        stream,
        record.partition(),
        record.offset(),
        record.timestamp(),
        key,
        version,
        before == null ? null : before.row(stream, key, 0),
        after == null ? null : after.row(stream, key, version));
  }

  private FeedRecord anomaly(ConsumerRecord<byte[], byte[]> record)
      throws IOException, MalformedRecordException {
    byte[] value = record.value();
    byte[] from = value == null ? record.key() : value;
    if (from == null) {
      throw new MalformedRecordException("it has neither key nor value");
    }
    Slice row;
    try (JsonParser json = JSON.createParser(from)) {
      expectObject(json);
      row = slice(json, from);
    }
    long version = record.timestamp() * 1000;
    RowKey key = row.key(true);
    return new FeedRecord(
        Stream.ANOMALIES,
        record.partition(),
        record.offset(),
        record.timestamp(),
        key,
        version,
        null,
        value == null ? null : row.row(Stream.ANOMALIES, key, version));
  }

  private static void expectObject(JsonParser json) throws IOException, MalformedRecordException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new MalformedRecordException("it is not a JSON object");
    }
  }

  private static @Nullable String sequence(JsonParser json) throws IOException {
    String sequence = null;
    if (json.currentToken() != JsonToken.START_OBJECT) {
      return null;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = json.getCurrentName().equals("sequence");
      json.nextToken();
      if (wanted) {
        sequence = json.getText();
      } else {
        json.skipChildren();
      }
    }
    return sequence;
  }

  /** Reads the row at which the parser is; null if it is a null. */
  private @Nullable Slice slice(JsonParser json, byte[] document)
      throws IOException, MalformedRecordException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new MalformedRecordException("a row is not a JSON object");
    }
    int from = Math.toIntExact(json.getTokenLocation().getByteOffset());
    Slice row = new Slice();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.getCurrentName();
      json.nextToken();
      switch (name) {
        case "key" -> row.key = json.getValueAsString();
        case "metric" -> row.metric = json.getValueAsString();
        case "window_start" -> row.start = time(json.getValueAsString());
        case "window_end" -> row.end = time(json.getValueAsString());
        case "pane" -> row.pane = Pane.valueOf(String.valueOf(json.getValueAsString()));
        case "computation" -> row.computation = computation(json.getValueAsString());
        default -> json.skipChildren();
      }
    }
    int to = Math.toIntExact(json.getCurrentLocation().getByteOffset());
    row.json = Arrays.copyOfRange(document, from, to);
    return row;
  }

  private @Nullable Long time(@Nullable String text) {
    if (text == null) {
      return null;
    }
    if (times.size() > MOST_TEXTS) {
      times.clear();
    }
    return times.computeIfAbsent(text, t -> Instant.parse(t).toEpochMilli());
  }

  private @Nullable String computation(@Nullable String text) {
    if (text == null) {
      return null;
    }
    if (computations.size() > MOST_TEXTS) {
      computations.clear();
    }
    return computations.computeIfAbsent(text, t -> t);
  }

  /** The columns of a row that are known here, and its bytes. */
  private static final class Slice {
    private @Nullable String key;
    private @Nullable String metric;
    private @Nullable Long start;
    private @Nullable Long end;
    private @Nullable Pane pane;
    private @Nullable String computation;
    private byte[] json = {};

    RowKey key(boolean ofAnomaly) throws MalformedRecordException {
      if (key == null || start == null || end == null || (ofAnomaly && metric == null)) {
        throw new MalformedRecordException("a row has no key, window_start or window_end");
      }
      return new RowKey(key, ofAnomaly ? metric : "", start, end);
    }

    StoredRow row(Stream stream, RowKey rowKey, long version) throws MalformedRecordException {
      if (stream != Stream.ANOMALIES && pane == null) {
        throw new MalformedRecordException("a row of a window has no pane");
      }
      return new StoredRow(stream, rowKey, version, pane, computation, json);
    }
  }
}
