package io.tidemark.pipelines.decode.otlp;

import io.tidemark.pipelines.record.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.vendor.grpc.v1p69p0.com.google.protobuf.CodedInputStream;

/**
 * Reads an attribute ({@code KeyValue} of common.proto) and an event of a span. The value of an
 * unknown key is skipped by its length.
 */
final class ProtobufAttribute {
  private static final int BYTES = 2;

  // KeyValue.
  private static final int KEY = 1 << 3 | BYTES;
  private static final int VALUE = 2 << 3 | BYTES;

  // AnyValue.
  private static final int STRING = 1 << 3 | BYTES;
  private static final int BOOL = 2 << 3;
  private static final int INT = 3 << 3;
  private static final int DOUBLE = 4 << 3 | 1;
  private static final int ARRAY = 5 << 3 | BYTES;
  private static final int KVLIST = 6 << 3 | BYTES;
  private static final int BYTES_VALUE = 7 << 3 | BYTES;

  // ArrayValue.
  private static final int VALUES = 1 << 3 | BYTES;
  private static final int MOST_VALUES = 64;

  /** Stands for the slot of a key that was not read yet. */
  private static final int NOT_READ = -2;

  // Span.Event.
  private static final int EVENT_TIME = 1 << 3 | 1;
  private static final int EVENT_NAME = 2 << 3 | BYTES;
  private static final int EVENT_ATTRIBUTES = 3 << 3 | BYTES;

  /**
   * Reads the attribute whose length is next in the stream. The key is written before its value; a
   * value that stands before its key is read in a second pass.
   *
   * @param base where in the record the stream began
   */
  void read(Bytes record, CodedInputStream in, int base, SpanFields fields, Attributes into)
      throws IOException, Unreadable {
    int size = ProtobufLeaf.length(in, Integer.MAX_VALUE);
    int end = size + in.getTotalBytesRead();
    int slot = knownSlot(record, record.from() + base + in.getTotalBytesRead(), size, fields, into);
    if (slot == KeyTable.UNKNOWN) {
      in.skipRawBytes(size);
      return;
    }
    if (slot != NOT_READ) {
      in.skipRawBytes(2 + record.array()[record.from() + base + in.getTotalBytesRead() + 1]);
    }
    read(record, in, base, end, slot, fields, into);
  }

  /**
   * Returns {@link KeyTable#UNKNOWN} for an attribute that begins with a key that means nothing, so
   * that the rest of it need not be read; most are such. Otherwise, and for what begins otherwise,
   * returns another number.
   */
  private static int knownSlot(
      Bytes record, int from, int size, SpanFields fields, Attributes into) {
    byte[] array = record.array();
    if (size < 2 || from + size > record.from() + record.length() || array[from] != KEY) {
      return NOT_READ;
    }
    int length = array[from + 1];
    if (length < 0 || length > size - 2) {
      return NOT_READ;
    }
    int slot = fields.keys.table.numberOf(array, from + 2, length);
    return slot == KeyTable.UNKNOWN
            && into == fields.attributes
            && KnownKeys.mayBeTag(array, from + 2, length)
        ? NOT_READ
        : slot;
  }

  private static void read(
      Bytes record,
      CodedInputStream in,
      int base,
      int end,
      int known,
      SpanFields fields,
      Attributes into)
      throws IOException, Unreadable {
    int slot = known;
    boolean isTag = false;
    int early = -1;
    String tagName = "";
    while (in.getTotalBytesRead() < end) {
      int tag = in.readTag();
      if (tag == KEY) {
        int length = ProtobufLeaf.length(in, end);
        int from = record.from() + base + in.getTotalBytesRead();
        in.skipRawBytes(length);
        slot = fields.keys.table.numberOf(record.array(), from, length);
        isTag = false;
        if (slot == KeyTable.UNKNOWN && into == fields.attributes) {
          tagName = KnownKeys.tagName(record.array(), from, length);
          isTag = !tagName.isEmpty();
          slot = isTag ? fields.keys.scratch() : slot;
        }
      } else if (tag == VALUE && slot >= 0) {
        int length = ProtobufLeaf.length(in, end);
        readValue(record, in, base, in.getTotalBytesRead() + length, slot, into);
      } else {
        early = tag == VALUE && slot == NOT_READ ? in.getTotalBytesRead() : early;
        ProtobufLeaf.skipInner(in, tag);
      }
    }
    ProtobufLeaf.checkEnd(in, end);
    if (early >= 0 && slot >= 0) {
      valueAgain(record, base + early, end - early, slot, into);
    }
    if (isTag) {
      fields.tag(tagName, into.text(slot));
      into.putOther(slot);
    }
  }

  private static void valueAgain(Bytes record, int from, int most, int slot, Attributes into)
      throws IOException, Unreadable {
    CodedInputStream in = CodedInputStream.newInstance(record.array(), record.from() + from, most);
    int length = ProtobufLeaf.length(in, most);
    readValue(record, in, from, in.getTotalBytesRead() + length, slot, into);
  }

  /** Puts an {@code AnyValue} into a slot; one without a value is absent. */
  private static void readValue(
      Bytes record, CodedInputStream in, int base, int end, int slot, Attributes into)
      throws IOException, Unreadable {
    while (in.getTotalBytesRead() < end) {
      int tag = in.readTag();
      switch (tag) {
        case STRING -> {
          int size = ProtobufLeaf.length(in, end);
          int start = record.from() + base + in.getTotalBytesRead();
          in.skipRawBytes(size);
          into.putUtf8(slot, record.array(), start, size);
        }
        case BOOL -> into.putBool(slot, in.readBool());
        case INT -> into.putInteger(slot, in.readInt64());
        case DOUBLE -> into.putDecimal(slot, in.readDouble());
        case ARRAY -> {
          int size = ProtobufLeaf.length(in, end);
          int start = base + in.getTotalBytesRead();
          in.skipRawBytes(size);
          into.putTexts(slot, texts(record, start, size));
        }
        case KVLIST, BYTES_VALUE -> {
          ProtobufLeaf.skipInner(in, tag);
          into.putOther(slot);
        }
        default -> ProtobufLeaf.skipInner(in, tag);
      }
    }
    ProtobufLeaf.checkEnd(in, end);
  }

  /** Returns the texts in an {@code ArrayValue}; other elements are left out. */
  private static List<String> texts(Bytes record, int from, int length)
      throws IOException, Unreadable {
    List<String> texts = new ArrayList<>(2);
    CodedInputStream in =
        CodedInputStream.newInstance(record.array(), record.from() + from, length);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == VALUES && texts.size() < MOST_VALUES) {
        int size = ProtobufLeaf.length(in, length);
        int start = from + in.getTotalBytesRead();
        in.skipRawBytes(size);
        text(record, start, size, texts);
      } else {
        ProtobufLeaf.skipInner(in, tag);
      }
    }
    return texts;
  }

  private static void text(Bytes record, int from, int length, List<String> texts)
      throws IOException, Unreadable {
    CodedInputStream in =
        CodedInputStream.newInstance(record.array(), record.from() + from, length);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == STRING) {
        int size = ProtobufLeaf.length(in, length);
        texts.add(ProtobufReader.text(record, from + in.getTotalBytesRead(), size));
        in.skipRawBytes(size);
      } else {
        ProtobufLeaf.skipInner(in, tag);
      }
    }
  }

  /** Reads an event: its time if it is a first token, its type if it is an exception. */
  void event(Bytes record, int from, int length, SpanFields fields) throws IOException, Unreadable {
    CodedInputStream in =
        CodedInputStream.newInstance(record.array(), record.from() + from, length);
    int kind = KeyTable.UNKNOWN;
    long nanos = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == EVENT_TIME) {
        nanos = in.readFixed64();
      } else if (tag == EVENT_NAME) {
        int size = ProtobufLeaf.length(in, length);
        int start = record.from() + from + in.getTotalBytesRead();
        kind = EventKind.TABLE.numberOf(record.array(), start, size);
        in.skipRawBytes(size);
      } else {
        ProtobufLeaf.skipInner(in, tag);
      }
    }
    if (kind == EventKind.EXCEPTION.ordinal()) {
      exception(record, from, length, fields);
    } else if (kind != KeyTable.UNKNOWN) {
      fields.firstToken(nanos);
    }
  }

  /** Reads the attributes of an event again, for its name may stand behind them. */
  private void exception(Bytes record, int from, int length, SpanFields fields)
      throws IOException, Unreadable {
    CodedInputStream in =
        CodedInputStream.newInstance(record.array(), record.from() + from, length);
    Attributes attributes = fields.eventAttributes();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == EVENT_ATTRIBUTES) {
        read(record, in, from, fields, attributes);
      } else {
        ProtobufLeaf.skipInner(in, tag);
      }
    }
    fields.exceptionRead();
  }
}
