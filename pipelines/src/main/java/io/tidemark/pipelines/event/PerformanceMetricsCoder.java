package io.tidemark.pipelines.event;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;

/** Version, {@link OptionalFields}, then the fields in the order of {@link PerformanceMetrics}. */
public final class PerformanceMetricsCoder extends AtomicCoder<PerformanceMetrics> {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;
  private static final PerformanceMetricsCoder INSTANCE = new PerformanceMetricsCoder();

  private PerformanceMetricsCoder() {}

  public static PerformanceMetricsCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(PerformanceMetrics event, OutputStream out) throws IOException {
    Wire.writeVersion(VERSION, out);
    writeOptionalFields(event, out);
    Wire.writeText(event.id(), out);
    Wire.writeLong(event.timestampMillis(), out);
    Wire.writeText(event.requestId(), out);
    Wire.writeText(event.model(), out);
    OptionalFields.writeText(event.provider(), out);
    OptionalFields.writeText(event.region(), out);
    OptionalFields.writeText(event.service(), out);
    OptionalFields.writeText(event.configId(), out);
    Wire.writeDouble(event.latencyMs(), out);
    OptionalFields.writeDouble(event.timeToFirstTokenMs(), out);
    Wire.writeLong(event.inputTokens(), out);
    Wire.writeLong(event.outputTokens(), out);
    OptionalFields.writeLong(event.cacheReadTokens(), out);
    Wire.writeDouble(event.cost(), out);
    OptionalFields.writeDouble(event.qualityScore(), out);
    OptionalFields.writeText(event.error(), out);
    Wire.writeNumbers(event.metrics(), out);
    Wire.writeTexts(event.metadata(), out);
  }

  @Override
  public PerformanceMetrics decode(InputStream in) throws IOException {
    Wire.checkVersion(VERSION, "PerformanceMetrics", in);
    OptionalFields optional = OptionalFields.read(in);
    // Arguments are evaluated from left to right, so they read the fields in the order written.
    return new PerformanceMetrics(
        Wire.readText(in),
        Wire.readLong(in),
        Wire.readText(in),
        Wire.readText(in),
        optional.nextText(in),
        optional.nextText(in),
        optional.nextText(in),
        optional.nextText(in),
        Wire.readDouble(in),
        optional.nextDouble(in),
        Wire.readLong(in),
        Wire.readLong(in),
        optional.nextLong(in),
        Wire.readDouble(in),
        optional.nextDouble(in),
        optional.nextText(in),
        Wire.readNumbers(in),
        Wire.readTexts(in));
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  private static void writeOptionalFields(PerformanceMetrics event, OutputStream out)
      throws IOException {
    OptionalFields.write(
        out,
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
