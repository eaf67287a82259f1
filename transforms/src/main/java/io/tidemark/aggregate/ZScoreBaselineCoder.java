package io.tidemark.aggregate;

import io.tidemark.encoding.FormatVersion;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * Encodes what a {@link ZScoreBaseline} has learned, in about 20 bytes: a version byte, the count,
 * the mean, the variance and the number of consecutive anomalies. The options are not written but
 * belong to the coder, so a job that is restarted with other options continues from the same
 * baseline.
 */
public final class ZScoreBaselineCoder extends CustomCoder<ZScoreBaseline> {
  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;

  private final ZScoreOptions options;

  private ZScoreBaselineCoder(ZScoreOptions options) {
    this.options = options;
  }

  /** The coder of baselines with these options. */
  public static ZScoreBaselineCoder of(ZScoreOptions options) {
    return new ZScoreBaselineCoder(options);
  }

  @Override
  public void encode(ZScoreBaseline baseline, OutputStream out) throws IOException {
    DataOutputStream bytes = new DataOutputStream(out);
    bytes.writeByte(VERSION);
    VarInt.encode(baseline.moments().count(), out);
    bytes.writeDouble(baseline.moments().mean());
    bytes.writeDouble(baseline.moments().variance());
    VarInt.encode(baseline.consecutiveAnomalies(), out);
  }

  @Override
  public ZScoreBaseline decode(InputStream in) throws IOException {
    DataInputStream bytes = new DataInputStream(in);
    FormatVersion.check(in, VERSION, "baselines");
    long count = VarInt.decodeLong(in);
    EwMoments moments =
        new EwMoments(options.alpha(), count, bytes.readDouble(), bytes.readDouble());
    return new ZScoreBaseline(options, moments, VarInt.decodeInt(in));
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ZScoreBaselineCoder that && options.equals(that.options);
  }

  @Override
  public int hashCode() {
    return options.hashCode();
  }
}
