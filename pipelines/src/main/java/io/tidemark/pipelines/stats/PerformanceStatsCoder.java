package io.tidemark.pipelines.stats;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.util.VarInt;

/** Writes {@link PerformanceStats}: a version byte, then the fields in order; counts as varints. */
public final class PerformanceStatsCoder extends AtomicCoder<PerformanceStats> {
  private static final long serialVersionUID = 1;
  private static final Coder<Double> NUMBER = NullableCoder.of(DoubleCoder.of());
  private static final PerformanceStatsCoder INSTANCE = new PerformanceStatsCoder();

  private PerformanceStatsCoder() {}

  /** The one coder. */
  public static PerformanceStatsCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(PerformanceStats value, OutputStream out) throws IOException {
    VersionByte.write(out);
    VarInt.encode(value.events(), out);
    VarInt.encode(value.requests(), out);
    VarInt.encode(value.errors(), out);
    NUMBER.encode(value.errorRate(), out);
    DoubleCoder.of().encode(value.throughputQps(), out);
    NUMBER.encode(value.latencyMsAvg(), out);
    NUMBER.encode(value.latencyMsMin(), out);
    NUMBER.encode(value.latencyMsMax(), out);
    NUMBER.encode(value.latencyMsStddev(), out);
    NUMBER.encode(value.latencyMsP50(), out);
    NUMBER.encode(value.latencyMsP95(), out);
    NUMBER.encode(value.latencyMsP99(), out);
    DoubleCoder.of().encode(value.costUsdTotal(), out);
    NUMBER.encode(value.costUsdAvg(), out);
    VarInt.encode(value.inputTokens(), out);
    VarInt.encode(value.outputTokens(), out);
    DoubleCoder.of().encode(value.tokensPerSecond(), out);
    NUMBER.encode(value.qualityScoreAvg(), out);
  }

  @Override
  public PerformanceStats decode(InputStream in) throws IOException {
    VersionByte.require("PerformanceStats", in);
    return new PerformanceStats(
        VarInt.decodeLong(in),
        VarInt.decodeLong(in),
        VarInt.decodeLong(in),
        NUMBER.decode(in),
        DoubleCoder.of().decode(in),
        NUMBER.decode(in),
        NUMBER.decode(in),
        NUMBER.decode(in),
        NUMBER.decode(in),
        NUMBER.decode(in),
        NUMBER.decode(in),
        NUMBER.decode(in),
        DoubleCoder.of().decode(in),
        NUMBER.decode(in),
        VarInt.decodeLong(in),
        VarInt.decodeLong(in),
        DoubleCoder.of().decode(in),
        NUMBER.decode(in));
  }
}
