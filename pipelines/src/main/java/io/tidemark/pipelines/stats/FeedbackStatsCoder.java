package io.tidemark.pipelines.stats;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.util.VarInt;

/** Writes {@link FeedbackStats}: a version byte, then the fields in order; counts as varints. */
public final class FeedbackStatsCoder extends AtomicCoder<FeedbackStats> {
  private static final long serialVersionUID = 1;
  private static final Coder<Double> NUMBER = NullableCoder.of(DoubleCoder.of());
  private static final FeedbackStatsCoder INSTANCE = new FeedbackStatsCoder();

  private FeedbackStatsCoder() {}

  /** The one coder. */
  public static FeedbackStatsCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(FeedbackStats value, OutputStream out) throws IOException {
    VersionByte.write(out);
    VarInt.encode(value.events(), out);
    NUMBER.encode(value.ratingAvg(), out);
    VarInt.encode(value.ratings(), out);
    NUMBER.encode(value.likedRate(), out);
    NUMBER.encode(value.taskCompletionRate(), out);
    VarInt.encode(value.edits(), out);
    VarInt.encode(value.regenerations(), out);
    VarInt.encode(value.saves(), out);
    VarInt.encode(value.shares(), out);
    DoubleCoder.of().encode(value.dwellSecondsTotal(), out);
    DoubleCoder.of().encode(value.durationSeconds(), out);
  }

  @Override
  public FeedbackStats decode(InputStream in) throws IOException {
    VersionByte.require("FeedbackStats", in);
    return new FeedbackStats(
        VarInt.decodeLong(in),
        NUMBER.decode(in),
        VarInt.decodeLong(in),
        NUMBER.decode(in),
        NUMBER.decode(in),
        VarInt.decodeLong(in),
        VarInt.decodeLong(in),
        VarInt.decodeLong(in),
        VarInt.decodeLong(in),
        DoubleCoder.of().decode(in),
        DoubleCoder.of().decode(in));
  }
}
