package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.event.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;

/** Version, then the fields in the order of {@link RawRecord}. */
public final class RawRecordCoder extends AtomicCoder<RawRecord> {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;
  private static final RawRecordCoder INSTANCE = new RawRecordCoder();

  private RawRecordCoder() {}

  public static RawRecordCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(RawRecord record, OutputStream out) throws IOException {
    Wire.writeVersion(VERSION, out);
    Wire.writeText(record.topic(), out);
    Wire.writeInt(record.partition(), out);
    Wire.writeLong(record.offset(), out);
    Wire.writeLong(record.appendTimeMillis(), out);
    Wire.writeTexts(record.headers(), out);
    Bytes value = record.bytes();
    Wire.writeBytes(value.array(), value.from(), value.length(), out);
  }

  @Override
  public RawRecord decode(InputStream in) throws IOException {
    Wire.checkVersion(VERSION, "RawRecord", in);
    // Arguments are evaluated from left to right, so they read the fields in the order written.
    return new RawRecord(
        Wire.readText(in),
        Wire.readInt(in),
        Wire.readLong(in),
        Wire.readLong(in),
        Wire.readTexts(in),
        Wire.readBytes(in));
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
