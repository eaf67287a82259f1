package io.tidemark.aggregate;

import io.tidemark.encoding.FormatVersion;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * Encodes an {@link ExactSum} as a version byte, the decimals as a byte, the count as a varint and,
 * unless the count is 0, the 128 bits of the sum.
 */
public final class ExactSumCoder extends AtomicCoder<ExactSum> {
  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;
  private static final ExactSumCoder INSTANCE = new ExactSumCoder();

  private ExactSumCoder() {}

  /** The coder, of which there is one. */
  public static ExactSumCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(ExactSum sum, OutputStream out) throws IOException {
    DataOutputStream bytes = new DataOutputStream(out);
    bytes.writeByte(VERSION);
    bytes.writeByte(sum.decimals());
    VarInt.encode(sum.count(), out);
    if (sum.count() > 0) {
      bytes.writeLong(sum.high());
      bytes.writeLong(sum.low());
    }
  }

  @Override
  public ExactSum decode(InputStream in) throws IOException {
    DataInputStream bytes = new DataInputStream(in);
    FormatVersion.check(in, VERSION, "exact sums");
    int decimals = bytes.readByte();
    long count = VarInt.decodeLong(in);
    if (count == 0) {
      return new ExactSum(decimals);
    }
    return ExactSum.ofFields(decimals, count, bytes.readLong(), bytes.readLong());
  }
}
