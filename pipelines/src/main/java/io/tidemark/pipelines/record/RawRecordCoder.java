package io.tidemark.pipelines.record;

import io.tidemark.encoding.FormatVersion;
import io.tidemark.pipelines.event.BinaryFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;

/**
 * Encodes a {@link RawRecord} as a version byte, then the fields in the order of the record: one
 * byte where it was not {@linkplain Resumed read again}.
 */
public final class RawRecordCoder extends AtomicCoder<RawRecord> {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 2;
  private static final RawRecordCoder INSTANCE = new RawRecordCoder();

  private RawRecordCoder() {}

  /** Returns the coder. */
  public static RawRecordCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(RawRecord record, OutputStream out) throws IOException {
    out.write(VERSION);
    BinaryFormat.writeText(record.topic(), out);
    BinaryFormat.writeInt(record.partition(), out);
    BinaryFormat.writeLong(record.offset(), out);
    BinaryFormat.writeLong(record.appendTimeMillis(), out);
    BinaryFormat.writeTexts(record.headers(), out);
    Bytes value = record.bytes();
    BinaryFormat.writeBytes(value.array(), value.from(), value.length(), out);
    BinaryFormat.writeInt(record.index() + 1, out); // 0 for a whole record, in one byte
    ResumedFormat.write(record.resumed(), out);
  }

  @Override
  public RawRecord decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "raw records");
    // Arguments are evaluated from left to right, so they read the fields in the order written.
    return new RawRecord(
        BinaryFormat.readText(in),
        BinaryFormat.readInt(in),
        BinaryFormat.readLong(in),
        BinaryFormat.readLong(in),
        BinaryFormat.readTexts(in),
        Bytes.of(BinaryFormat.readBytes(in)),
        BinaryFormat.readInt(in) - 1,
        ResumedFormat.read(in));
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
