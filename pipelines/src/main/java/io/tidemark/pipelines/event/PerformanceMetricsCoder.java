package io.tidemark.pipelines.event;

import io.tidemark.encoding.FormatVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;

/**
 * Encodes a {@link PerformanceMetrics} as a version byte, its {@link OptionalFields}, then the
 * fields in the order of the record.
 */
public final class PerformanceMetricsCoder extends AtomicCoder<PerformanceMetrics> {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;
  private static final PerformanceMetricsCoder INSTANCE = new PerformanceMetricsCoder();

  private PerformanceMetricsCoder() {}

  /** Returns the coder. */
  public static PerformanceMetricsCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(PerformanceMetrics event, OutputStream out) throws IOException {
    out.write(VERSION);
    writeOptionalFields(event, out);
    BinaryFormat.writeText(event.id(), out);
    BinaryFormat.writeLong(event.timestampMillis(), out);
    OptionalFields.writeText(event.requestId(), out);
    BinaryFormat.writeText(event.model(), out);
    OptionalFields.writeText(event.provider(), out);
    OptionalFields.writeText(event.region(), out);
    OptionalFields.writeText(event.service(), out);
    OptionalFields.writeText(event.configId(), out);
    BinaryFormat.writeDouble(event.latencyMs(), out);
    OptionalFields.writeDouble(event.timeToFirstTokenMs(), out);
    BinaryFormat.writeLong(event.inputTokens(), out);
    BinaryFormat.writeLong(event.outputTokens(), out);
    OptionalFields.writeLong(event.cacheReadTokens(), out);
    BinaryFormat.writeDouble(event.cost(), out);
    OptionalFields.writeDouble(event.qualityScore(), out);
    OptionalFields.writeText(event.error(), out);
    BinaryFormat.writeNumbers(event.metrics(), out);
    BinaryFormat.writeTexts(event.metadata(), out);
  }

  @Override
  public PerformanceMetrics decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "performance metrics");
    OptionalFields optional = OptionalFields.read(in);
    // Arguments are evaluated from left to right, so they read the fields in the order written.
    return new PerformanceMetrics(
        BinaryFormat.readText(in),
        BinaryFormat.readLong(in),
        optional.nextText(in),
        BinaryFormat.readText(in),
        optional.nextText(in),
        optional.nextText(in),
        optional.nextText(in),
        optional.nextText(in),
        BinaryFormat.readDouble(in),
        optional.nextDouble(in),
        BinaryFormat.readLong(in),
        BinaryFormat.readLong(in),
        optional.nextLong(in),
        BinaryFormat.readDouble(in),
        optional.nextDouble(in),
        optional.nextText(in),
        BinaryFormat.readNumbers(in),
        BinaryFormat.readTexts(in));
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  private static void writeOptionalFields(PerformanceMetrics event, OutputStream out)
      throws IOException {
    OptionalFields.write(
        out,
        event.requestId(),
        event.provider(),
        event.region(),
        event.service(),
        event.configId(),
        event.timeToFirstTokenMs(),
        event.cacheReadTokens(),
        event.qualityScore(),
        event.error());
  }
}
