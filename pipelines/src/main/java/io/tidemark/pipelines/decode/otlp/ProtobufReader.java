package io.tidemark.pipelines.decode.otlp;

import io.tidemark.pipelines.record.Bytes;
import io.tidemark.pipelines.record.Span;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.beam.vendor.grpc.v1p69p0.com.google.protobuf.CodedInputStream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Walks over the messages of a request in Protobuf (opentelemetry-proto 1.x, {@code
 * trace_service.proto}, {@code logs_service.proto}) down to its spans or log records.
 *
 * <p>A request of traces and one of logs are the same down there: groups by resource (1: resource,
 * 2: by scope), groups by scope (1: scope, 2: spans). Fields of other numbers are skipped. A field
 * of another wire type than it has makes the record unreadable, for that is how a request of
 * another signal looks. Nothing is recursive, and nothing is copied but texts that are asked for.
 *
 * <p>If a length leads out of its message above a span, the record is unreadable; within a span,
 * only that span is.
 */
final class ProtobufReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;
  private static final int FIRST = 1 << 3 | LENGTH_DELIMITED;
  private static final int SECOND = 2 << 3 | LENGTH_DELIMITED;

  private final Signal signal;
  private final ProtobufLeaf leaf;

  ProtobufReader(Signal signal) {
    this.signal = signal;
    this.leaf = new ProtobufLeaf(signal);
  }

  /** Gives each span or log record of the request to {@code leaves}, in order. */
  void read(Bytes record, SpanFields fields, Leaves leaves) throws Unreadable {
    CodedInputStream in =
        CodedInputStream.newInstance(record.array(), record.from(), record.length());
    try {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == FIRST) {
          int end = enter(in, record.length());
          resourceGroup(record, in, end, fields, leaves);
        } else {
          skipUnknown(in, tag, "the request");
        }
      }
    } catch (IOException e) {
      throw Unreadable.malformed(
          "not a request of " + signal.leaf + "s in Protobuf: " + e.getMessage());
    }
  }

  private void resourceGroup(
      Bytes record, CodedInputStream in, int end, SpanFields fields, Leaves leaves)
      throws IOException, Unreadable {
    fields.clearResource();
    Span resource = first(record, in.getTotalBytesRead(), end);
    if (resource != null) {
      leaf.resource(record, resource, fields);
      fields.resourceRead(resource);
    }
    while (in.getTotalBytesRead() < end) {
      int tag = in.readTag();
      if (tag == SECOND) {
        scopeGroup(record, in, enter(in, end), fields, leaves);
      } else {
        skipWithin(in, tag, end, "a group of a resource");
      }
    }
  }

  private void scopeGroup(
      Bytes record, CodedInputStream in, int end, SpanFields fields, Leaves leaves)
      throws IOException, Unreadable {
    fields.clearScope();
    Span scope = first(record, in.getTotalBytesRead(), end);
    if (scope != null) {
      fields.scopeRead(leaf.scopeName(record, scope), scope);
    }
    while (in.getTotalBytesRead() < end) {
      int tag = in.readTag();
      if (tag == SECOND) {
        int length = enter(in, end) - in.getTotalBytesRead();
        int from = in.getTotalBytesRead();
        fields.clearLeaf();
        leaf.read(record, in, length, fields);
        leaves.take(fields, from, length);
      } else {
        skipWithin(in, tag, end, "a group of a scope");
      }
    }
  }

  /**
   * Returns where the message in field 1 of a group is, wherever it stands in it; null without one.
   * It is written first, so that this reads one tag; the others are read only where it is not.
   */
  private static @Nullable Span first(Bytes record, int from, int end)
      throws IOException, Unreadable {
    CodedInputStream in =
        CodedInputStream.newInstance(record.array(), record.from() + from, end - from);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == FIRST) {
        int length = in.readRawVarint32();
        int start = from + in.getTotalBytesRead();
        if (length < 0 || length > end - start) {
          throw Unreadable.malformed(tooLong("a resource or scope", length, end - start));
        }
        return new Span(start, length);
      }
      skipUnknown(in, tag, "a group");
    }
    return null;
  }

  /** Reads a length and returns where the message ends, which is not behind the one around it. */
  private static int enter(CodedInputStream in, int around) throws IOException, Unreadable {
    int length = in.readRawVarint32();
    int rest = around - in.getTotalBytesRead();
    if (length < 0 || length > rest) {
      throw Unreadable.malformed(tooLong("a message", length, rest));
    }
    return in.getTotalBytesRead() + length;
  }

  private static String tooLong(String what, int length, int rest) {
    return what
        + " is said to have "
        + Integer.toUnsignedString(length)
        + " bytes, and "
        + rest
        + " follow; the record is cut or no OTLP";
  }

  private static void skipWithin(CodedInputStream in, int tag, int end, String where)
      throws IOException, Unreadable {
    skipUnknown(in, tag, where);
    if (in.getTotalBytesRead() > end) {
      throw Unreadable.malformed("a field leads out of " + where);
    }
  }

  private static void skipUnknown(CodedInputStream in, int tag, String where)
      throws IOException, Unreadable {
    int number = tag >>> 3;
    if (number <= 2 && (tag & 7) != LENGTH_DELIMITED) {
      throw Unreadable.malformed(
          "field " + number + " of " + where + " is no message; the record is no OTLP");
    }
    skip(in, tag);
  }

  /**
   * Skips the value of a field. Groups, which OTLP does not have, are refused: they could be nested
   * without end.
   */
  static void skip(CodedInputStream in, int tag) throws IOException, Unreadable {
    switch (tag & 7) {
      case VARINT -> in.readRawVarint64();
      case FIXED64 -> in.skipRawBytes(8);
      case LENGTH_DELIMITED -> in.skipRawBytes(in.readRawVarint32());
      case FIXED32 -> in.skipRawBytes(4);
      default ->
          throw Unreadable.malformed(
              "field " + (tag >>> 3) + " has wire type " + (tag & 7) + ", which OTLP does not use");
    }
  }

  /** Returns the text at these bytes. */
  static String text(Bytes record, int from, int length) {
    return new String(record.array(), record.from() + from, length, StandardCharsets.UTF_8);
  }
}
