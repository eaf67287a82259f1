package io.tidemark.pipelines.decode.otlp;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.tidemark.pipelines.record.Bytes;
import io.tidemark.pipelines.record.Span;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Makes a request in JSON of one span: the text of the record's slices within new braces. Inherited
 * attributes are put at the end of the span's array.
 */
final class JsonFrame {
  private JsonFrame() {}

  static Bytes of(Bytes record, Signal signal, Outcome outcome, OtlpOptions options) {
    Slices slices = outcome.slices();
    ByteArrayOutputStream out = new ByteArrayOutputStream(slices.leaf().length() + 512);
    text(out, "{\"" + signal.resources + "\":[{");
    member(out, "resource", record, slices.resource());
    text(out, "\"" + signal.scopes + "\":[{");
    member(out, "scope", record, slices.scope());
    text(out, "\"" + signal.leaves + "\":[");
    leaf(out, record, slices, attributes(InheritedAttributes.of(outcome.inherited(), options)));
    text(out, "]}]}]}");
    return Bytes.of(out.toByteArray());
  }

  private static void member(
      ByteArrayOutputStream out, String name, Bytes record, @Nullable Span slice) {
    if (slice != null) {
      text(out, "\"" + name + "\":");
      copy(out, record, slice.from(), slice.length());
      text(out, ",");
    }
  }

  private static void leaf(
      ByteArrayOutputStream out, Bytes record, Slices slices, String attributes) {
    Span leaf = slices.leaf();
    if (attributes.isEmpty() || slices.attributes() < 0) {
      copy(out, record, leaf.from(), leaf.length());
      return;
    }
    int before = slices.attributes() - leaf.from();
    copy(out, record, leaf.from(), before);
    if (lastByte(record, slices.attributes()) != '[') {
      text(out, ",");
    }
    text(out, attributes);
    copy(out, record, slices.attributes(), leaf.length() - before);
  }

  /** Returns the last byte before an index that is not white space. */
  private static byte lastByte(Bytes record, int before) {
    int at = record.from() + before - 1;
    while (record.array()[at] <= ' ' && record.array()[at] >= 0) {
      at--;
    }
    return record.array()[at];
  }

  private static String attributes(Map<String, String> texts) {
    StringBuilder json = new StringBuilder();
    for (Map.Entry<String, String> text : texts.entrySet()) {
      json.append(json.length() == 0 ? "" : ",").append("{\"key\":\"");
      JsonStringEncoder.getInstance().quoteAsString(text.getKey(), json);
      json.append("\",\"value\":{\"stringValue\":\"");
      JsonStringEncoder.getInstance().quoteAsString(text.getValue(), json);
      json.append("\"}}");
    }
    return json.toString();
  }

  private static void text(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void copy(ByteArrayOutputStream out, Bytes record, int from, int length) {
    out.write(record.array(), record.from() + from, length);
  }
}
