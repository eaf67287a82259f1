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
 * Encodes {@link Moments} as a version byte, the count as a varint and, unless the count is 0, six
 * doubles.
 */
public final class MomentsCoder extends AtomicCoder<Moments> {
  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;
  private static final int FIELDS = 6;
  private static final MomentsCoder INSTANCE = new MomentsCoder();

  private MomentsCoder() {}

  /** The coder, of which there is one. */
  public static MomentsCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Moments moments, OutputStream out) throws IOException {
    DataOutputStream bytes = new DataOutputStream(out);
    bytes.writeByte(VERSION);
    VarInt.encode(moments.count(), out);
    if (moments.count() > 0) {
      for (double field : moments.fields()) {
        bytes.writeDouble(field);
      }
    }
  }

  @Override
  public Moments decode(InputStream in) throws IOException {
    DataInputStream bytes = new DataInputStream(in);
    FormatVersion.check(in, VERSION, "moments");
    long count = VarInt.decodeLong(in);
    if (count == 0) {
      return new Moments();
    }
    double[] fields = new double[FIELDS];
    for (int i = 0; i < FIELDS; i++) {
      fields[i] = bytes.readDouble();
    }
    return Moments.ofFields(count, fields);
  }
}
