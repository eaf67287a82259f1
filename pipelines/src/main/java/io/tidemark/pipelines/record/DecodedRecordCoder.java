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
 * Encodes a {@link DecodedRecord} as a version byte, the raw record, the number of outcomes, then
 * the outcomes.
 */
public final class DecodedRecordCoder extends AtomicCoder<DecodedRecord> {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;
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
    return new DecodedRecord(raw, List.copyOf(decoded));
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
