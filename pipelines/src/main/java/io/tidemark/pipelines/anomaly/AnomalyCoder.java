package io.tidemark.pipelines.anomaly;

import io.tidemark.encoding.FormatVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Encodes an {@link Anomaly} as a version byte, then the fields in the order of the record. */
public final class AnomalyCoder extends AtomicCoder<Anomaly> {
  private static final long serialVersionUID = 1;

  private static final int VERSION = 2;
  private static final AnomalyCoder INSTANCE = new AnomalyCoder();
  private static final DoubleCoder DOUBLE = DoubleCoder.of();
  private static final StringUtf8Coder TEXT = StringUtf8Coder.of();
  private static final Coder<@Nullable Long> TIME = NullableCoder.of(VarLongCoder.of());

  private AnomalyCoder() {}

  /** Returns the coder. */
  public static AnomalyCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Anomaly anomaly, OutputStream out) throws IOException {
    out.write(VERSION);
    TEXT.encode(anomaly.metric(), out);
    DOUBLE.encode(anomaly.value(), out);
    DOUBLE.encode(anomaly.baselineMean(), out);
    DOUBLE.encode(anomaly.baselineStddev(), out);
    DOUBLE.encode(anomaly.zScore(), out);
    TEXT.encode(anomaly.severity(), out);
    TIME.encode(anomaly.incidentEndMillis(), out);
    TEXT.encode(anomaly.explanation(), out);
  }

  @Override
  public Anomaly decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "anomalies");
    return new Anomaly(
        TEXT.decode(in),
        DOUBLE.decode(in),
        DOUBLE.decode(in),
        DOUBLE.decode(in),
        DOUBLE.decode(in),
        TEXT.decode(in),
        TIME.decode(in),
        TEXT.decode(in));
  }

  @Override
  public void verifyDeterministic() {}
}
