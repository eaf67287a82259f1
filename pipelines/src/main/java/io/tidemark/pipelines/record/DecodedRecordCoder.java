package io.tidemark.pipelines.record;

import io.tidemark.encoding.FormatVersion;
import io.tidemark.pipelines.event.BinaryFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;

/**
 * Encodes a {@link DecodedRecord} as a version byte, the raw record, the number of outcomes, the
 * outcomes, the number of spans, then the spans.
 */
public final class DecodedRecordCoder extends AtomicCoder<DecodedRecord> {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 2;
  private static final DecodedRecordCoder INSTANCE = new DecodedRecordCoder();

  private DecodedRecordCoder() {}

  /** Returns the coder. */
  public static DecodedRecordCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(DecodedRecord record, OutputStream out) throws IOException {
    out.write(VERSION);
    RawRecordCoder.of().encode(record.raw(), out);
    BinaryFormat.writeInt(record.decoded().size(), out);
    for (Decoded decoded : record.decoded()) {
      DecodedCoder.of().encode(decoded, out);
    }
    BinaryFormat.writeInt(record.spans().size(), out);
    for (Span span : record.spans()) {
      BinaryFormat.writeInt(span.from(), out);
      BinaryFormat.writeInt(span.length(), out);
    }
  }

  @Override
  public DecodedRecord decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "decoded records");
    RawRecord raw = RawRecordCoder.of().decode(in);
    int count = BinaryFormat.readInt(in);
    List<Decoded> decoded = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      decoded.add(DecodedCoder.of().decode(in));
    }
    return new DecodedRecord(raw, List.copyOf(decoded), spans(in));
  }

  private static List<Span> spans(InputStream in) throws IOException {
    int count = BinaryFormat.readInt(in);
    if (count == 0) {
      return List.of();
    }
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      spans.add(new Span(BinaryFormat.readInt(in), BinaryFormat.readInt(in)));
    }
    return spans;
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
