package io.tidemark.pipelines.feedback;

import io.tidemark.encoding.FormatVersion;
import io.tidemark.pipelines.event.BinaryFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * Encodes {@link FeedbackStats} as a version byte, then the fields in the order of the record,
 * counts in variable length.
 */
public final class FeedbackStatsCoder extends AtomicCoder<FeedbackStats> {
  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;
  private static final FeedbackStatsCoder INSTANCE = new FeedbackStatsCoder();

  private FeedbackStatsCoder() {}

  /** Returns the coder. */
  public static FeedbackStatsCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(FeedbackStats value, OutputStream out) throws IOException {
    out.write(VERSION);
    VarInt.encode(value.events(), out);
    BinaryFormat.writeNullableDouble(value.ratingAvg(), out);
    VarInt.encode(value.ratings(), out);
    BinaryFormat.writeNullableDouble(value.likedRate(), out);
    BinaryFormat.writeNullableDouble(value.taskCompletionRate(), out);
    VarInt.encode(value.edits(), out);
    VarInt.encode(value.regenerations(), out);
    VarInt.encode(value.saves(), out);
    VarInt.encode(value.shares(), out);
    BinaryFormat.writeDouble(value.dwellSecondsTotal(), out);
    BinaryFormat.writeDouble(value.durationSeconds(), out);
  }

  @Override
  public FeedbackStats decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "feedback statistics");
    return new FeedbackStats(
        VarInt.decodeLong(in),
        BinaryFormat.readNullableDouble(in),
        VarInt.decodeLong(in),
        BinaryFormat.readNullableDouble(in),
        BinaryFormat.readNullableDouble(in),
        VarInt.decodeLong(in),
        VarInt.decodeLong(in),
        VarInt.decodeLong(in),
        VarInt.decodeLong(in),
        BinaryFormat.readDouble(in),
        BinaryFormat.readDouble(in));
  }
}
