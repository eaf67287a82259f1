package io.tidemark.pipelines.decode.otlp;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.tidemark.pipelines.record.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.beam.vendor.grpc.v1p69p0.com.google.protobuf.CodedOutputStream;

/**
 * The attributes by which a span says itself what it has from spans around it, so that it means the
 * same alone. They are those of the highest precedence, and stand behind its own: of two attributes
 * of one key the last counts.
 */
final class InheritedAttributes {
  private static final String TAG_PREFIX = "ai.telemetry.metadata.";
  private static final String OTHER_TAG_PREFIX = "traceloop.association.properties.";

  // Field numbers of Span, KeyValue and AnyValue.
  private static final int SPAN_ATTRIBUTES = 9;
  private static final int KEY = 1;
  private static final int VALUE = 2;
  private static final int STRING_VALUE = 1;
  private static final int LENGTH_DELIMITED = 2;

  private InheritedAttributes() {}

  /** Returns texts by key; empty for nothing. */
  static Map<String, String> of(Context inherited, OtlpOptions options) {
    if (inherited == Context.NONE) {
      return Map.of();
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    if (inherited.session() != null) {
      attributes.put(Key.LANGFUSE_SESSION.text, inherited.session());
    }
    if (inherited.user() != null) {
      attributes.put(Key.LANGFUSE_USER.text, inherited.user());
    }
    if (inherited.team() != null) {
      attributes.put(options.teamKeys().get(0), inherited.team());
    }
    inherited.tags().forEach((name, value) -> attributes.put(tagKey(name), value));
    return attributes;
  }

  /** Returns fields of a span, which Protobuf reads as one list with those before. */
  static Bytes protobuf(Map<String, String> attributes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      for (Map.Entry<String, String> attribute : attributes.entrySet()) {
        int value = CodedOutputStream.computeStringSize(STRING_VALUE, attribute.getValue());
        int size =
            CodedOutputStream.computeStringSize(KEY, attribute.getKey())
                + CodedOutputStream.computeTagSize(VALUE)
                + CodedOutputStream.computeUInt32SizeNoTag(value)
                + value;
        out.writeTag(SPAN_ATTRIBUTES, LENGTH_DELIMITED);
        out.writeUInt32NoTag(size);
        out.writeString(KEY, attribute.getKey());
        out.writeTag(VALUE, LENGTH_DELIMITED);
        out.writeUInt32NoTag(value);
        out.writeString(STRING_VALUE, attribute.getValue());
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written to", e);
    }
    return Bytes.of(bytes.toByteArray());
  }

  /** Returns elements of the array that is closed at an index of the record. */
  static Bytes json(Map<String, String> attributes, Bytes record, int end) {
    StringBuilder json = new StringBuilder();
    String comma = lastByte(record, end) == '[' ? "" : ",";
    for (Map.Entry<String, String> attribute : attributes.entrySet()) {
      json.append(comma).append("{\"key\":\"");
      JsonStringEncoder.getInstance().quoteAsString(attribute.getKey(), json);
      json.append("\",\"value\":{\"stringValue\":\"");
      JsonStringEncoder.getInstance().quoteAsString(attribute.getValue(), json);
      json.append("\"}}");
      comma = ",";
    }
    return Bytes.of(json.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the last byte before an index that is not white space. */
  private static byte lastByte(Bytes record, int before) {
    int at = record.from() + before - 1;
    while (record.array()[at] <= ' ' && record.array()[at] >= 0) {
      at--;
    }
    return record.array()[at];
  }

  /** Two tags of the first prefix are the session and the user. */
  private static String tagKey(String name) {
    String key = TAG_PREFIX + name;
    return key.equals(Key.AI_SESSION.text) || key.equals(Key.AI_USER.text)
        ? OTHER_TAG_PREFIX + name
        : key;
  }
}
