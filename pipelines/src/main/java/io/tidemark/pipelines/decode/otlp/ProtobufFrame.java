package io.tidemark.pipelines.decode.otlp;

import io.tidemark.pipelines.record.Bytes;
import io.tidemark.pipelines.record.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.beam.vendor.grpc.v1p69p0.com.google.protobuf.CodedOutputStream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Makes a request in Protobuf of one span: the slices of the record, with their lengths anew.
 * Inherited attributes are written behind the span's own, which Protobuf reads as one list.
 */
final class ProtobufFrame {
  private static final int FIRST = 1;
  private static final int SECOND = 2;
  private static final int SPAN_ATTRIBUTES = 9;

  private ProtobufFrame() {}

  static Bytes of(Bytes record, Outcome outcome, OtlpOptions options) {
    Slices slices = outcome.slices();
    Map<String, String> inherited = InheritedAttributes.of(outcome.inherited(), options);
    int added = 0;
    for (Map.Entry<String, String> attribute : inherited.entrySet()) {
      added += field(SPAN_ATTRIBUTES, attributeSize(attribute));
    }
    int leaf = slices.leaf().length() + added;
    int scope = size(slices.scope()) + field(SECOND, leaf);
    int resource = size(slices.resource()) + field(SECOND, scope);
    byte[] request = new byte[field(FIRST, resource)];
    CodedOutputStream out = CodedOutputStream.newInstance(request);
    try {
      open(out, FIRST, resource);
      write(out, record, slices.resource());
      open(out, SECOND, scope);
      write(out, record, slices.scope());
      open(out, SECOND, leaf);
      copy(out, record, slices.leaf());
      for (Map.Entry<String, String> attribute : inherited.entrySet()) {
        write(out, attribute);
      }
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException("the sizes of a request do not add up", e);
    }
    return Bytes.of(request);
  }

  /** The size of a message in its field: tag, length, content. */
  private static int field(int number, int length) {
    return CodedOutputStream.computeTagSize(number)
        + CodedOutputStream.computeUInt32SizeNoTag(length)
        + length;
  }

  private static int size(@Nullable Span slice) {
    return slice == null ? 0 : field(FIRST, slice.length());
  }

  private static int attributeSize(Map.Entry<String, String> attribute) {
    return CodedOutputStream.computeStringSize(FIRST, attribute.getKey())
        + field(SECOND, CodedOutputStream.computeStringSize(FIRST, attribute.getValue()));
  }

  private static void open(CodedOutputStream out, int number, int length) throws IOException {
    out.writeTag(number, 2);
    out.writeUInt32NoTag(length);
  }

  private static void write(CodedOutputStream out, Bytes record, @Nullable Span slice)
      throws IOException {
    if (slice != null) {
      open(out, FIRST, slice.length());
      copy(out, record, slice);
    }
  }

  private static void copy(CodedOutputStream out, Bytes record, Span slice) throws IOException {
    out.write(record.array(), record.from() + slice.from(), slice.length());
  }

  private static void write(CodedOutputStream out, Map.Entry<String, String> attribute)
      throws IOException {
    open(out, SPAN_ATTRIBUTES, attributeSize(attribute));
    out.writeString(FIRST, attribute.getKey());
    byte[] value = attribute.getValue().getBytes(StandardCharsets.UTF_8);
    open(out, SECOND, field(FIRST, value.length));
    out.writeByteArray(FIRST, value);
  }
}
