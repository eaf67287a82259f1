package io.tidemark.pipelines.health;

import io.tidemark.aggregate.ExactSumCoder;
import io.tidemark.encoding.FormatVersion;
import io.tidemark.pipelines.event.SystemHealth.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;

/**
 * Encodes a {@link HealthAccumulator} as a version byte, the number of reports, the worst status by
 * its name, the sums, then the maxima.
 */
public final class HealthAccumulatorCoder extends AtomicCoder<HealthAccumulator> {
  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;
  private static final Coder<String> STATUS = NullableCoder.of(StringUtf8Coder.of());
  private static final Coder<Double> NUMBER = NullableCoder.of(DoubleCoder.of());
  private static final HealthAccumulatorCoder INSTANCE = new HealthAccumulatorCoder();

  private HealthAccumulatorCoder() {}

  /** Returns the coder. */
  public static HealthAccumulatorCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(HealthAccumulator value, OutputStream out) throws IOException {
    out.write(VERSION);
    VarInt.encode(value.events, out);
    STATUS.encode(value.worst == null ? null : value.worst.name(), out);
    ExactSumCoder.of().encode(value.cpuUsage, out);
    ExactSumCoder.of().encode(value.activeRequests, out);
    ExactSumCoder.of().encode(value.errorRate, out);
    NUMBER.encode(value.cpuUsageMax, out);
    NUMBER.encode(value.memoryUsageMax, out);
    NUMBER.encode(value.queueDepthMax, out);
  }

  @Override
  public HealthAccumulator decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "health accumulators");
    long events = VarInt.decodeLong(in);
    String worst = STATUS.decode(in);
    HealthAccumulator acc =
        new HealthAccumulator(
            ExactSumCoder.of().decode(in),
            ExactSumCoder.of().decode(in),
            ExactSumCoder.of().decode(in));
    acc.events = events;
    acc.worst = worst == null ? null : Status.valueOf(worst);
    acc.cpuUsageMax = NUMBER.decode(in);
    acc.memoryUsageMax = NUMBER.decode(in);
    acc.queueDepthMax = NUMBER.decode(in);
    return acc;
  }
}
