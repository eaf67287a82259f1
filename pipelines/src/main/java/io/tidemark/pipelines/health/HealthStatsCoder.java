package io.tidemark.pipelines.health;

import io.tidemark.encoding.FormatVersion;
import io.tidemark.pipelines.event.BinaryFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;

/**
 * Encodes {@link HealthStats} as a version byte, then the fields in the order of the record, counts
 * in variable length.
 */
public final class HealthStatsCoder extends AtomicCoder<HealthStats> {
  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;
  private static final Coder<String> TEXT = NullableCoder.of(StringUtf8Coder.of());
  private static final HealthStatsCoder INSTANCE = new HealthStatsCoder();

  private HealthStatsCoder() {}

  /** Returns the coder. */
  public static HealthStatsCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(HealthStats value, OutputStream out) throws IOException {
    out.write(VERSION);
    VarInt.encode(value.events(), out);
    TEXT.encode(value.status(), out);
    BinaryFormat.writeNullableDouble(value.cpuUsageAvg(), out);
    BinaryFormat.writeNullableDouble(value.cpuUsageMax(), out);
    BinaryFormat.writeNullableDouble(value.memoryUsageMaxBytes(), out);
    BinaryFormat.writeNullableDouble(value.activeRequestsAvg(), out);
    BinaryFormat.writeNullableDouble(value.queueDepthMax(), out);
    BinaryFormat.writeNullableDouble(value.errorRateAvg(), out);
  }

  @Override
  public HealthStats decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "health statistics");
    return new HealthStats(
        VarInt.decodeLong(in),
        TEXT.decode(in),
        BinaryFormat.readNullableDouble(in),
        BinaryFormat.readNullableDouble(in),
        BinaryFormat.readNullableDouble(in),
        BinaryFormat.readNullableDouble(in),
        BinaryFormat.readNullableDouble(in),
        BinaryFormat.readNullableDouble(in));
  }
}
