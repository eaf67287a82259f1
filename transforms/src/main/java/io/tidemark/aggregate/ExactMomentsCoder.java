package io.tidemark.aggregate;

import io.tidemark.encoding.FormatVersion;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;

/**
 * Encodes {@link ExactMoments} as a version byte and the {@link ExactSum}, followed, unless the sum
 * has no values, by the 192 bits of the squares, the minimum and the maximum.
 */
public final class ExactMomentsCoder extends AtomicCoder<ExactMoments> {
  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;
  private static final ExactMomentsCoder INSTANCE = new ExactMomentsCoder();

  private ExactMomentsCoder() {}

  /** The coder, of which there is one. */
  public static ExactMomentsCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(ExactMoments moments, OutputStream out) throws IOException {
    DataOutputStream bytes = new DataOutputStream(out);
    bytes.writeByte(VERSION);
    ExactSumCoder.of().encode(moments.exactSum(), out);
    if (moments.count() > 0) {
      for (long word : moments.squares()) {
        bytes.writeLong(word);
      }
      bytes.writeDouble(moments.min().getAsDouble());
      bytes.writeDouble(moments.max().getAsDouble());
    }
  }

  @Override
  public ExactMoments decode(InputStream in) throws IOException {
    DataInputStream bytes = new DataInputStream(in);
    FormatVersion.check(in, VERSION, "exact moments");
    ExactSum sum = ExactSumCoder.of().decode(in);
    if (sum.count() == 0) {
      return new ExactMoments(sum.decimals());
    }
    long[] squares = {bytes.readLong(), bytes.readLong(), bytes.readLong()};
    return ExactMoments.ofFields(sum, squares, bytes.readDouble(), bytes.readDouble());
  }
}
