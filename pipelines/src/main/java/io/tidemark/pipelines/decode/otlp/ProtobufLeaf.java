package io.tidemark.pipelines.decode.otlp;

import io.tidemark.pipelines.record.Bytes;
import io.tidemark.pipelines.record.Span;
import java.io.IOException;
import org.apache.beam.vendor.grpc.v1p69p0.com.google.protobuf.CodedInputStream;
import org.apache.beam.vendor.grpc.v1p69p0.com.google.protobuf.InvalidProtocolBufferException;

/** Reads the fields of one span or log record, its resource and its scope, from Protobuf. */
final class ProtobufLeaf {
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;

  // Span, of trace.proto.
  private static final int TRACE_ID = 1 << 3 | BYTES;
  private static final int SPAN_ID = 2 << 3 | BYTES;
  private static final int PARENT_SPAN_ID = 4 << 3 | BYTES;
  private static final int START = 7 << 3 | FIXED64;
  private static final int END = 8 << 3 | FIXED64;
  private static final int ATTRIBUTES = 9 << 3 | BYTES;
  private static final int EVENTS = 11 << 3 | BYTES;
  private static final int STATUS = 15 << 3 | BYTES;
  private static final long SPAN_FIELDS = bits(1, 2, 4, 7, 8, 9, 11, 15);

  // Status.
  private static final int STATUS_CODE = 3 << 3;

  // LogRecord, of logs.proto.
  private static final int TIME = 1 << 3 | FIXED64;
  private static final int LOG_ATTRIBUTES = 6 << 3 | BYTES;
  private static final int LOG_TRACE_ID = 9 << 3 | BYTES;
  private static final int LOG_SPAN_ID = 10 << 3 | BYTES;
  private static final int OBSERVED_TIME = 11 << 3 | FIXED64;
  private static final int EVENT_NAME = 12 << 3 | BYTES;
  private static final long LOG_FIELDS = bits(1, 6, 9, 10, 11, 12);

  // Resource and InstrumentationScope.
  private static final int FIRST = 1 << 3 | BYTES;

  private final boolean isSpan;
  private final ProtobufAttribute attribute = new ProtobufAttribute();

  ProtobufLeaf(Signal signal) {
    this.isSpan = signal == Signal.TRACES;
  }

  private static long bits(int... numbers) {
    long bits = 0;
    for (int number : numbers) {
      bits |= 1L << number;
    }
    return bits;
  }

  /** Reads the attributes of a resource. */
  void resource(Bytes record, Span slice, SpanFields fields) throws IOException, Unreadable {
    CodedInputStream in =
        CodedInputStream.newInstance(record.array(), record.from() + slice.from(), slice.length());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == FIRST) {
        attribute.read(record, in, slice.from(), fields, fields.resourceAttributes);
      } else {
        ProtobufReader.skip(in, tag);
      }
    }
  }

  /** Returns the name of a scope. */
  String scopeName(Bytes record, Span slice) throws IOException, Unreadable {
    CodedInputStream in =
        CodedInputStream.newInstance(record.array(), record.from() + slice.from(), slice.length());
    String name = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == FIRST) {
        int length = length(in, slice.length());
        name = ProtobufReader.text(record, slice.from() + in.getTotalBytesRead(), length);
        in.skipRawBytes(length);
      } else {
        ProtobufReader.skip(in, tag);
      }
    }
    return name;
  }

  /**
   * Reads the span that begins where the stream is, and leaves the stream behind it, also if the
   * span is broken.
   */
  void read(Bytes record, CodedInputStream in, int length, SpanFields fields)
      throws IOException, Unreadable {
    int end = in.getTotalBytesRead() + length;
    int around = in.pushLimit(length);
    try {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (isSpan) {
          spanField(record, in, tag, end, fields);
        } else {
          logField(record, in, tag, end, fields);
        }
      }
    } catch (IOException e) {
      fields.broken = "not a " + (isSpan ? "span" : "log record") + ": " + e.getMessage();
    }
    in.popLimit(around);
    in.skipRawBytes(end - in.getTotalBytesRead());
  }

  private void spanField(Bytes record, CodedInputStream in, int tag, int end, SpanFields fields)
      throws IOException, Unreadable {
    switch (tag) {
      case TRACE_ID -> id(record, in, end, fields.trace);
      case SPAN_ID -> id(record, in, end, fields.span);
      case PARENT_SPAN_ID -> id(record, in, end, fields.parent);
      case START -> fields.startNanos = in.readFixed64();
      case END -> fields.endNanos = in.readFixed64();
      case ATTRIBUTES -> attribute.read(record, in, 0, fields, fields.attributes);
      case EVENTS -> event(record, in, end, fields);
      case STATUS -> status(in, end, fields);
      default -> skipOther(in, tag, SPAN_FIELDS);
    }
  }

  private void logField(Bytes record, CodedInputStream in, int tag, int end, SpanFields fields)
      throws IOException, Unreadable {
    switch (tag) {
      case TIME -> fields.endNanos = in.readFixed64();
      case OBSERVED_TIME -> fields.startNanos = in.readFixed64();
      case LOG_TRACE_ID -> id(record, in, end, fields.trace);
      case LOG_SPAN_ID -> id(record, in, end, fields.span);
      case LOG_ATTRIBUTES -> attribute.read(record, in, 0, fields, fields.attributes);
      case EVENT_NAME -> {
        int length = length(in, end);
        fields.eventName = ProtobufReader.text(record, in.getTotalBytesRead(), length);
        in.skipRawBytes(length);
      }
      default -> skipOther(in, tag, LOG_FIELDS);
    }
  }

  private void skipOther(CodedInputStream in, int tag, long known) throws IOException, Unreadable {
    int number = tag >>> 3;
    if (number == 1) {
      throw Unreadable.malformed(
          "field 1 of a "
              + (isSpan ? "span" : "log record")
              + " has wire type "
              + (tag & 7)
              + "; the record seems to be a request of another signal than its topic");
    }
    if (number < Long.SIZE && (known >> number & 1) != 0 || (tag & 7) == 3 || (tag & 7) == 4) {
      throw new InvalidProtocolBufferException(
          "field " + number + " has wire type " + (tag & 7) + ", which is not its own");
    }
    ProtobufReader.skip(in, tag);
  }

  private static void id(Bytes record, CodedInputStream in, int end, SpanId id) throws IOException {
    int length = length(in, end);
    id.setBytes(record.array(), record.from() + in.getTotalBytesRead(), length);
    in.skipRawBytes(length);
  }

  private static void status(CodedInputStream in, int end, SpanFields fields)
      throws IOException, Unreadable {
    int statusEnd = length(in, end) + in.getTotalBytesRead();
    while (in.getTotalBytesRead() < statusEnd) {
      int tag = in.readTag();
      if (tag == STATUS_CODE) {
        fields.statusCode = in.readRawVarint32();
      } else {
        skipInner(in, tag);
      }
    }
    checkEnd(in, statusEnd);
  }

  /** Reads a length, which is not beyond the end of the message around it. */
  static int length(CodedInputStream in, int end) throws IOException {
    int length = in.readRawVarint32();
    if (length < 0 || length > end - in.getTotalBytesRead()) {
      throw new InvalidProtocolBufferException("a length of " + length + " leads out of it");
    }
    return length;
  }

  static void checkEnd(CodedInputStream in, int end) throws IOException {
    if (in.getTotalBytesRead() != end) {
      throw new InvalidProtocolBufferException("a field leads out of its message");
    }
  }

  static void skipInner(CodedInputStream in, int tag) throws IOException, Unreadable {
    if ((tag & 7) == 3 || (tag & 7) == 4) {
      throw new InvalidProtocolBufferException("groups are not used");
    }
    ProtobufReader.skip(in, tag);
  }

  private void event(Bytes record, CodedInputStream in, int end, SpanFields fields)
      throws IOException, Unreadable {
    int length = length(in, end);
    int from = in.getTotalBytesRead();
    in.skipRawBytes(length);
    attribute.event(record, from, length, fields);
  }
}
