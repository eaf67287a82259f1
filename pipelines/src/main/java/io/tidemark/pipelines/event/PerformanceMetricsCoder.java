package io.tidemark.pipelines.event;

import io.tidemark.encoding.FormatVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;

/**
 * Encodes a {@link PerformanceMetrics} as a version byte, its {@link OptionalFields}, then the
 * fields in the order of the record, those of its attribution and its usage one by one.
 */
public final class PerformanceMetricsCoder extends AtomicCoder<PerformanceMetrics> {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 2;
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
    write(event.attribution(), out);
    BinaryFormat.writeDouble(event.latencyMs(), out);
    OptionalFields.writeDouble(event.timeToFirstTokenMs(), out);
    OptionalFields.writeDouble(event.queueTimeMs(), out);
    write(event.usage(), out);
    BinaryFormat.writeDouble(event.cost(), out);
    OptionalFields.writeDouble(event.qualityScore(), out);
    OptionalFields.writeText(event.error(), out);
    OptionalFields.writeText(event.finishReason(), out);
    OptionalFields.writeBool(event.streaming(), out);
    BinaryFormat.writeNumbers(event.metrics(), out);
    BinaryFormat.writeTexts(event.metadata(), out);
  }

  private static void write(Attribution attribution, OutputStream out) throws IOException {
    BinaryFormat.writeText(attribution.model(), out);
    OptionalFields.writeText(attribution.responseModel(), out);
    OptionalFields.writeText(attribution.provider(), out);
    OptionalFields.writeText(attribution.region(), out);
    OptionalFields.writeText(attribution.service(), out);
    OptionalFields.writeText(attribution.operation(), out);
    OptionalFields.writeText(attribution.environment(), out);
    OptionalFields.writeText(attribution.team(), out);
    OptionalFields.writeText(attribution.userId(), out);
    OptionalFields.writeText(attribution.sessionId(), out);
    OptionalFields.writeText(attribution.configId(), out);
  }

  private static void write(TokenUsage usage, OutputStream out) throws IOException {
    writeTokens(usage.input(), out);
    writeTokens(usage.output(), out);
    writeTokens(usage.cacheRead(), out);
    writeTokens(usage.cacheWrite(), out);
    writeTokens(usage.reasoning(), out);
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
        readAttribution(optional, in),
        BinaryFormat.readDouble(in),
        optional.nextDouble(in),
        optional.nextDouble(in),
        readUsage(in),
        BinaryFormat.readDouble(in),
        optional.nextDouble(in),
        optional.nextText(in),
        optional.nextText(in),
        optional.nextBool(in),
        BinaryFormat.readNumbers(in),
        BinaryFormat.readTexts(in));
  }

  private static Attribution readAttribution(OptionalFields optional, InputStream in)
      throws IOException {
    return new Attribution(
        BinaryFormat.readText(in),
        optional.nextText(in),
        optional.nextText(in),
        optional.nextText(in),
        optional.nextText(in),
        optional.nextText(in),
        optional.nextText(in),
        optional.nextText(in),
        optional.nextText(in),
        optional.nextText(in),
        optional.nextText(in));
  }

  private static TokenUsage readUsage(InputStream in) throws IOException {
    return new TokenUsage(
        readTokens(in), readTokens(in), readTokens(in), readTokens(in), readTokens(in));
  }

  /** One more than the number, so that an unknown one takes a byte and not ten. */
  private static void writeTokens(long tokens, OutputStream out) throws IOException {
    BinaryFormat.writeLong(tokens + 1, out);
  }

  private static long readTokens(InputStream in) throws IOException {
    return BinaryFormat.readLong(in) - 1;
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  private static void writeOptionalFields(PerformanceMetrics event, OutputStream out)
      throws IOException {
    Attribution attribution = event.attribution();
    OptionalFields.write(
        out,
        event.requestId(),
        attribution.responseModel(),
        attribution.provider(),
        attribution.region(),
        attribution.service(),
        attribution.operation(),
        attribution.environment(),
        attribution.team(),
        attribution.userId(),
        attribution.sessionId(),
        attribution.configId(),
        event.timeToFirstTokenMs(),
        event.queueTimeMs(),
        event.qualityScore(),
        event.error(),
        event.finishReason(),
        event.streaming());
  }
}
