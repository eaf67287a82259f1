package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.event.BinaryFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;

/** Version, the raw record, the count of outcomes, the outcomes. */
public final class DecodedRecordCoder extends AtomicCoder<DecodedRecord> {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;
  private static final DecodedRecordCoder INSTANCE = new DecodedRecordCoder();

  private DecodedRecordCoder() {}

  public static DecodedRecordCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(DecodedRecord received, OutputStream out) throws IOException {
    BinaryFormat.writeVersion(VERSION, out);
    RawRecordCoder.of().encode(received.raw(), out);
    BinaryFormat.writeInt(received.decoded().size(), out);
    for (Decoded decoded : received.decoded()) {
      DecodedCoder.of().encode(decoded, out);
    }
  }

  @Override
  public DecodedRecord decode(InputStream in) throws IOException {
    BinaryFormat.checkVersion(VERSION, "Received", in);
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
