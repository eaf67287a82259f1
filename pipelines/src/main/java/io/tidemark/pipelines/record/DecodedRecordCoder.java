package io.tidemark.pipelines.record;

import io.tidemark.encoding.FormatVersion;
import io.tidemark.pipelines.event.BinaryFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.AtomicCoder;

/**
 * Encodes a {@link DecodedRecord} as a version byte, the raw record, the number of outcomes, the
 * outcomes, then likewise its parts and what was skipped, by reason.
 */
public final class DecodedRecordCoder extends AtomicCoder<DecodedRecord> {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 3;
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
    BinaryFormat.writeInt(record.parts().size(), out);
    for (Part part : record.parts()) {
      PartFormat.write(part, out);
    }
    BinaryFormat.writeInt(record.skipped().size(), out);
    for (Map.Entry<String, Integer> reason : new TreeMap<>(record.skipped()).entrySet()) {
      BinaryFormat.writeText(reason.getKey(), out);
      BinaryFormat.writeInt(reason.getValue(), out);
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
    return new DecodedRecord(raw, List.copyOf(decoded), parts(in), skipped(in));
  }

  private static List<Part> parts(InputStream in) throws IOException {
    int count = BinaryFormat.readInt(in);
    if (count == 0) {
      return List.of();
    }
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(PartFormat.read(in));
    }
    return List.copyOf(parts);
  }

  private static Map<String, Integer> skipped(InputStream in) throws IOException {
    int count = BinaryFormat.readInt(in);
    if (count == 0) {
      return Map.of();
    }
    Map<String, Integer> skipped = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      skipped.put(BinaryFormat.readText(in), BinaryFormat.readInt(in));
    }
    return skipped;
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
