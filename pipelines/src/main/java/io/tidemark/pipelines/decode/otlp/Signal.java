package io.tidemark.pipelines.decode.otlp;

import io.tidemark.pipelines.record.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a request exports. In Protobuf the three look alike on the wire, so that the signal must be
 * known from the topic; in JSON the request names it.
 */
public enum Signal {
  /** Spans, of which requests to models become events. */
  TRACES("resourceSpans", "scopeSpans", "spans", "span"),
  /** Log records, of which evaluations by people become feedback. */
  LOGS("resourceLogs", "scopeLogs", "logRecords", "log record");

  /** The field of a JSON request of metrics, which are not taken in. */
  static final String METRICS = "resourceMetrics";

  final String resources;
  final String scopes;
  final String leaves;

  /** The word for one of its leaves, for messages. */
  final String leaf;

  private final byte[] quoted;

  Signal(String resources, String scopes, String leaves, String leaf) {
    this.resources = resources;
    this.scopes = scopes;
    this.leaves = leaves;
    this.leaf = leaf;
    this.quoted = ('"' + resources + '"').getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns the signal that a JSON object names first; null if it names none of these first. */
  public static @Nullable Signal namedFirst(Bytes json) {
    int at = skipBlanks(json, 0);
    if (at >= json.length() || byteAt(json, at) != '{') {
      return null;
    }
    at = skipBlanks(json, at + 1);
    for (Signal signal : values()) {
      if (hasText(json, at, signal.quoted)) {
        return signal;
      }
    }
    return null;
  }

  private static int skipBlanks(Bytes json, int from) {
    int at = from;
    while (at < json.length() && byteAt(json, at) <= ' ' && byteAt(json, at) >= 0) {
      at++;
    }
    return at;
  }

  private static boolean hasText(Bytes json, int at, byte[] text) {
    if (at + text.length > json.length()) {
      return false;
    }
    int from = json.from() + at;
    return Arrays.equals(json.array(), from, from + text.length, text, 0, text.length);
  }

  private static byte byteAt(Bytes json, int at) {
    return json.array()[json.from() + at];
  }
}
