package io.tidemark.query.changes;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.checkerframework.checker.nullness.qual.Nullable;

/** How events are written. */
enum EventFormat {
  /** Server-sent events; {@code id} is the position. */
  SSE("text/event-stream;charset=utf-8"),
  /** A JSON object a line, with {@code event} and, where there is one, {@code position}. */
  NDJSON("application/x-ndjson;charset=utf-8"),
  /** The same objects as one array, for long polls. */
  JSON("application/json;charset=utf-8");

  private final String contentType;

  EventFormat(String contentType) {
    this.contentType = contentType;
  }

  String contentType() {
    return contentType;
  }

  /** Returns what comes before the first event. */
  String opening() {
    return switch (this) {
      case SSE -> "retry: 2000\n\n";
      case NDJSON -> "";
      case JSON -> "[";
    };
  }

  /** Returns what comes after the last event. */
  String closing() {
    return this == JSON ? "]\n" : "";
  }

  /**
   * Writes an event.
   *
   * @param position up to where everything has been sent; empty if what was sent is to be forgotten;
   *     null if neither
   * @param json an object with at least one field
   * @param first whether it is the first event
   */
  void write(
      ByteArrayOutputStream out,
      String event,
      @Nullable String position,
      byte[] json,
      boolean first) {
    if (this == SSE) {
      text(out, "event: " + event + "\n");
      if (position != null) {
        text(out, position.isEmpty() ? "id\n" : "id: " + position + "\n");
      }
      text(out, "data: ");
      oneLine(out, json, 0);
      text(out, "\n\n");
      return;
    }
    if (this == JSON && !first) {
      text(out, ",\n");
    }
    text(out, "{\"event\":\"" + event + "\",");
    if (position != null) {
      text(out, "\"position\":" + (position.isEmpty() ? "null" : '"' + position + '"') + ",");
    }
    oneLine(out, json, 1);
    if (this == NDJSON) {
      out.write('\n');
    }
  }

  /** A line break within JSON can only be between its tokens; in a line it would end the event. */
  private static void oneLine(ByteArrayOutputStream out, byte[] json, int from) {
    for (int i = from; i < json.length; i++) {
      if (json[i] == '\n' || json[i] == '\r') {
        json = json.clone();
        for (int j = i; j < json.length; j++) {
          json[j] = json[j] == '\n' || json[j] == '\r' ? (byte) ' ' : json[j];
        }
        break;
      }
    }
    out.write(json, from, json.length - from);
  }

  private static void text(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
