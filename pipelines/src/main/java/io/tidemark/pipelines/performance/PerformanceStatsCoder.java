package io.tidemark.pipelines.performance;

import io.tidemark.encoding.FormatVersion;
import io.tidemark.pipelines.event.BinaryFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * Encodes {@link PerformanceStats} as a version byte, then the fields in the order of the record,
 * counts in variable length.
 */
public final class PerformanceStatsCoder extends AtomicCoder<PerformanceStats> {
  private static final long serialVersionUID = 1;
  private static final int VERSION = 3;
  private static final PerformanceStatsCoder INSTANCE = new PerformanceStatsCoder();

  private PerformanceStatsCoder() {}

  /** Returns the coder. */
  public static PerformanceStatsCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(PerformanceStats value, OutputStream out) throws IOException {
    out.write(VERSION);
    VarInt.encode(value.events(), out);
    VarInt.encode(value.requests(), out);
    VarInt.encode(value.errors(), out);
    BinaryFormat.writeNullableDouble(value.errorRate(), out);
    BinaryFormat.writeDouble(value.throughputQps(), out);
    BinaryFormat.writeNullableDouble(value.latencyMsAvg(), out);
    BinaryFormat.writeNullableDouble(value.latencyMsMin(), out);
    BinaryFormat.writeNullableDouble(value.latencyMsMax(), out);
    BinaryFormat.writeNullableDouble(value.latencyMsStddev(), out);
    BinaryFormat.writeNullableDouble(value.latencyMsP50(), out);
    BinaryFormat.writeNullableDouble(value.latencyMsP95(), out);
    BinaryFormat.writeNullableDouble(value.latencyMsP99(), out);
    BinaryFormat.writeDouble(value.costUsdTotal(), out);
    BinaryFormat.writeNullableDouble(value.costUsdAvg(), out);
    VarInt.encode(value.inputTokens(), out);
    VarInt.encode(value.outputTokens(), out);
    BinaryFormat.writeDouble(value.tokensPerSecond(), out);
    BinaryFormat.writeNullableDouble(value.qualityScoreAvg(), out);
    DetailStatsCoder.encode(value.details(), out);
    SketchesCoder.encode(value.sketches(), out);
  }

  @Override
  public PerformanceStats decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "performance statistics");
    return new PerformanceStats(
        VarInt.decodeLong(in),
        VarInt.decodeLong(in),
        VarInt.decodeLong(in),
        BinaryFormat.readNullableDouble(in),
        BinaryFormat.readDouble(in),
        BinaryFormat.readNullableDouble(in),
        BinaryFormat.readNullableDouble(in),
        BinaryFormat.readNullableDouble(in),
        BinaryFormat.readNullableDouble(in),
        BinaryFormat.readNullableDouble(in),
        BinaryFormat.readNullableDouble(in),
        BinaryFormat.readNullableDouble(in),
        BinaryFormat.readDouble(in),
        BinaryFormat.readNullableDouble(in),
        VarInt.decodeLong(in),
        VarInt.decodeLong(in),
        BinaryFormat.readDouble(in),
        BinaryFormat.readNullableDouble(in),
        DetailStatsCoder.decode(in),
        SketchesCoder.decode(in));
  }
}
