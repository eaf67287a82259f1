package io.tidemark.query.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tidemark.query.problem.Problem;
import io.tidemark.query.problem.ProblemType;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Rows in answers: the published columns as they were published, and behind them what the service
 * adds. Nothing is parsed unless some fields only are asked for.
 *
 * @param fields that are asked for; empty for all
 */
record RowJson(Set<String> fields) {

  private static final JsonFactory FACTORY = new JsonFactory();

  private static final byte[] PANE_INDEX = ",\"pane_index\":".getBytes(StandardCharsets.UTF_8);

  /** Returns the writer for what {@code fields=} asks for; throws a problem for an unknown one. */
  static RowJson of(Parameters parameters, Stream stream) {
    List<String> known = Columns.fields(stream);
    List<String> asked = parameters.list("fields");
    for (String field : asked) {
      if (!known.contains(field)) {
        String guess =
            Nearest.of(field, known).map(near -> "; did you mean " + near + "?").orElse("");
        throw new Problem(
                ProblemType.INVALID_PARAMETER,
                "the rows of "
                    + stream.label()
                    + " have no field '"
                    + shortened(field)
                    + "'"
                    + guess,
                "fields",
                shortened(String.join(",", asked)),
                String.join(", ", known),
                Map.of())
            .exception();
      }
    }
    return new RowJson(Set.copyOf(asked));
  }

  private static String shortened(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }

  /**
   * Appends a row, after a comma if it is not the first.
   *
   * @param withdrawnAt of an anomaly that does not stand any more, in microseconds since the epoch
   */
  void append(
      ByteArrayOutputStream out,
      StoredRow row,
      @Nullable Long finalBefore,
      @Nullable Long withdrawnAt) {
    if (out.size() > 0) {
      out.write(',');
    }
    byte[] added = added(row, finalBefore, withdrawnAt);
    byte[] json = row.json();
    int end = lastBrace(json);
    if (fields.isEmpty()) {
      out.write(json, 0, end);
      out.write(',');
      out.write(added, 1, added.length - 1);
    } else {
      out.writeBytes(chosen(json, added));
    }
  }

  private static byte[] added(
      StoredRow row, @Nullable Long finalBefore, @Nullable Long withdrawnAt) {
    return Reply.document(
        json -> {
          json.writeStartObject();
          json.writeStringField("id", row.key().id());
          json.writeStringField("state", row.state(finalBefore).label());
          json.writeStringField("version", Long.toString(row.version()));
          long paneIndex = paneIndex(row.json());
          if (paneIndex < 0) {
            json.writeNullField("revision");
          } else {
            json.writeNumberField("revision", paneIndex + 1);
          }
          if (row.stream() == Stream.ANOMALIES) {
            json.writeStringField(
                "withdrawn_at", withdrawnAt == null ? null : Times.micros(withdrawnAt));
          }
          json.writeEndObject();
        });
  }

  private byte[] chosen(byte[] row, byte[] added) {
    return Reply.document(
        json -> {
          json.writeStartObject();
          copy(row, json);
          copy(added, json);
          json.writeEndObject();
        });
  }

  private void copy(byte[] object, JsonGenerator json) throws IOException {
    try (JsonParser parser = FACTORY.createParser(object)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (fields.contains(name)) {
          json.writeFieldName(name);
          json.copyCurrentStructure(parser);
        } else {
          parser.skipChildren();
        }
      }
    }
  }

  /**
   * Returns the pane's index, counted from 0; -1 if there is none. The bytes looked for cannot be
   * within a text: there the quotation mark would be behind a backslash.
   */
  static long paneIndex(byte[] json) {
    for (int i = 0; i + PANE_INDEX.length < json.length; i++) {
      if (json[i] == ',' && startsWith(json, i)) {
        long index = 0;
        int at = i + PANE_INDEX.length;
        if (json[at] < '0' || json[at] > '9') {
          return -1;
        }
        for (; at < json.length && json[at] >= '0' && json[at] <= '9'; at++) {
          index = index * 10 + json[at] - '0';
        }
        return index;
      }
    }
    return -1;
  }

  private static boolean startsWith(byte[] json, int at) {
    for (int i = 0; i < PANE_INDEX.length; i++) {
      if (json[at + i] != PANE_INDEX[i]) {
        return false;
      }
    }
    return true;
  }

  private static int lastBrace(byte[] json) {
    for (int i = json.length - 1; i > 0; i--) {
      if (json[i] == '}') {
        return i;
      }
    }
    throw new IllegalStateException(
        "a row is not a JSON object: " + new String(json, StandardCharsets.UTF_8));
  }
}
