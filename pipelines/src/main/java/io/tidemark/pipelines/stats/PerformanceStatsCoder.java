package io.tidemark.pipelines.stats;

import io.tidemark.pipelines.event.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.util.VarInt;

/** Writes {@link PerformanceStats}: a version byte, then the fields in order; counts as varints. */
public final class PerformanceStatsCoder extends AtomicCoder<PerformanceStats> {
  private static final long serialVersionUID = 1;
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
    Wire.writeNullableDouble(value.errorRate(), out);
    Wire.writeDouble(value.throughputQps(), out);
    Wire.writeNullableDouble(value.latencyMsAvg(), out);
    Wire.writeNullableDouble(value.latencyMsMin(), out);
    Wire.writeNullableDouble(value.latencyMsMax(), out);
    Wire.writeNullableDouble(value.latencyMsStddev(), out);
    Wire.writeNullableDouble(value.latencyMsP50(), out);
    Wire.writeNullableDouble(value.latencyMsP95(), out);
    Wire.writeNullableDouble(value.latencyMsP99(), out);
    Wire.writeDouble(value.costUsdTotal(), out);
    Wire.writeNullableDouble(value.costUsdAvg(), out);
    VarInt.encode(value.inputTokens(), out);
    VarInt.encode(value.outputTokens(), out);
    Wire.writeDouble(value.tokensPerSecond(), out);
    Wire.writeNullableDouble(value.qualityScoreAvg(), out);
  }

  @Override
  public PerformanceStats decode(InputStream in) throws IOException {
    VersionByte.require("PerformanceStats", in);
    return new PerformanceStats(
        VarInt.decodeLong(in),
        VarInt.decodeLong(in),
        VarInt.decodeLong(in),
        Wire.readNullableDouble(in),
        Wire.readDouble(in),
        Wire.readNullableDouble(in),
        Wire.readNullableDouble(in),
        Wire.readNullableDouble(in),
        Wire.readNullableDouble(in),
        Wire.readNullableDouble(in),
        Wire.readNullableDouble(in),
        Wire.readNullableDouble(in),
        Wire.readDouble(in),
        Wire.readNullableDouble(in),
        VarInt.decodeLong(in),
        VarInt.decodeLong(in),
        Wire.readDouble(in),
        Wire.readNullableDouble(in));
  }
}
