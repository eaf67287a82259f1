package io.tidemark.pipelines.feedback;

import io.tidemark.aggregate.ExactSumCoder;
import io.tidemark.encoding.FormatVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.BigEndianLongCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * Encodes a {@link FeedbackAccumulator} as a version byte, its sums, its counts, then its earliest
 * and latest event time.
 */
public final class FeedbackAccumulatorCoder extends AtomicCoder<FeedbackAccumulator> {
  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;
  private static final FeedbackAccumulatorCoder INSTANCE = new FeedbackAccumulatorCoder();

  private FeedbackAccumulatorCoder() {}

  /** Returns the coder. */
  public static FeedbackAccumulatorCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(FeedbackAccumulator value, OutputStream out) throws IOException {
    out.write(VERSION);
    ExactSumCoder.of().encode(value.rating, out);
    ExactSumCoder.of().encode(value.dwellSeconds, out);
    for (long count : value.counts()) {
      VarInt.encode(count, out);
    }
    BigEndianLongCoder.of().encode(value.firstMillis, out);
    BigEndianLongCoder.of().encode(value.lastMillis, out);
  }

  @Override
  public FeedbackAccumulator decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "feedback accumulators");
    FeedbackAccumulator acc =
        new FeedbackAccumulator(ExactSumCoder.of().decode(in), ExactSumCoder.of().decode(in));
    acc.events = VarInt.decodeLong(in);
    acc.opinions = VarInt.decodeLong(in);
    acc.likes = VarInt.decodeLong(in);
    acc.tasks = VarInt.decodeLong(in);
    acc.completions = VarInt.decodeLong(in);
    acc.edits = VarInt.decodeLong(in);
    acc.regenerations = VarInt.decodeLong(in);
    acc.saves = VarInt.decodeLong(in);
    acc.shares = VarInt.decodeLong(in);
    acc.firstMillis = BigEndianLongCoder.of().decode(in);
    acc.lastMillis = BigEndianLongCoder.of().decode(in);
    return acc;
  }
}
