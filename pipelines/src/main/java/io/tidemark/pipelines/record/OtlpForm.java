package io.tidemark.pipelines.record;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The forms of OTLP export requests, and how one leaf of a request becomes one of its own. */
public enum OtlpForm {
  /**
   * Protobuf, of spans and log records alike, whose fields have the same numbers: a request has
   * groups (1), a group a resource (1) and scopes (2), a scope its instrumentation scope (1) and
   * its leaves (2).
   */
  PROTOBUF {
    @Override
    byte[] request(OtlpPart part, Bytes record) {
      byte[] scope = message(part.scope(), part.whole(record), record);
      ByteArrayOutputStream group = new ByteArrayOutputStream();
      if (part.resource() != null) {
        writeField(1, record.part(part.resource()), group);
      }
      writeField(2, Bytes.of(scope), group);
      ByteArrayOutputStream request = new ByteArrayOutputStream();
      writeField(1, Bytes.of(group.toByteArray()), request);
      return request.toByteArray();
    }
  },
  /** JSON of spans. */
  JSON_TRACES {
    @Override
    byte[] request(OtlpPart part, Bytes record) {
      return json(part, record, "resourceSpans", "scopeSpans", "spans");
    }
  },
  /** JSON of log records. */
  JSON_LOGS {
    @Override
    byte[] request(OtlpPart part, Bytes record) {
      return json(part, record, "resourceLogs", "scopeLogs", "logRecords");
    }
  };

  private static final int LENGTH_DELIMITED = 2;

  abstract byte[] request(OtlpPart part, Bytes record);

  /** Returns a message of an optional field 1 and a field 2. */
  private static byte[] message(@Nullable Span first, Bytes second, Bytes record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (first != null) {
      writeField(1, record.part(first), out);
    }
    writeField(2, second, out);
    return out.toByteArray();
  }

  private static void writeField(int number, Bytes content, ByteArrayOutputStream out) {
    out.write(number << 3 | LENGTH_DELIMITED);
    int rest = content.length();
    while (rest > 0x7f) {
      out.write(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
    out.write(content.array(), content.from(), content.length());
  }

  private static byte[] json(
      OtlpPart part, Bytes record, String groups, String scopes, String leaves) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write("{\"" + groups + "\":[{", out);
    writeMember("resource", part.resource(), record, out);
    write("\"" + scopes + "\":[{", out);
    writeMember("scope", part.scope(), record, out);
    write("\"" + leaves + "\":[", out);
    write(part.whole(record), out);
    write("]}]}]}", out);
    return out.toByteArray();
  }

  private static void writeMember(
      String name, @Nullable Span value, Bytes record, ByteArrayOutputStream out) {
    if (value != null) {
      write("\"" + name + "\":", out);
      write(record.part(value), out);
      write(",", out);
    }
  }

  private static void write(String text, ByteArrayOutputStream out) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void write(Bytes bytes, ByteArrayOutputStream out) {
    out.write(bytes.array(), bytes.from(), bytes.length());
  }
}
