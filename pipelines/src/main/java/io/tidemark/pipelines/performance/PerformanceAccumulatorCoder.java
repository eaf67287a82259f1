package io.tidemark.pipelines.performance;

import io.tidemark.aggregate.ExactMomentsCoder;
import io.tidemark.aggregate.ExactSumCoder;
import io.tidemark.aggregate.QuantileSketchCoder;
import io.tidemark.encoding.FormatVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * Encodes a {@link PerformanceAccumulator} as a version byte, then its sums and its sketch by their
 * own coders, then its counts and its {@link DetailSums}.
 */
public final class PerformanceAccumulatorCoder extends AtomicCoder<PerformanceAccumulator> {
  private static final long serialVersionUID = 1;
  private static final int VERSION = 2;
  private static final PerformanceAccumulatorCoder INSTANCE = new PerformanceAccumulatorCoder();

  private PerformanceAccumulatorCoder() {}

  /** Returns the coder. */
  public static PerformanceAccumulatorCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(PerformanceAccumulator value, OutputStream out) throws IOException {
    out.write(VERSION);
    ExactMomentsCoder.of().encode(value.latencyMs, out);
    QuantileSketchCoder.of().encode(value.latencySketch, out);
    ExactSumCoder.of().encode(value.costUsd, out);
    ExactSumCoder.of().encode(value.qualityScore, out);
    VarInt.encode(value.requests, out);
    VarInt.encode(value.errors, out);
    VarInt.encode(value.inputTokens, out);
    VarInt.encode(value.outputTokens, out);
    DetailSumsCoder.encode(value.details, out);
  }

  @Override
  public PerformanceAccumulator decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "performance accumulators");
    PerformanceAccumulator acc =
        new PerformanceAccumulator(
            ExactMomentsCoder.of().decode(in),
            QuantileSketchCoder.of().decode(in),
            ExactSumCoder.of().decode(in),
            ExactSumCoder.of().decode(in));
    acc.requests = VarInt.decodeLong(in);
    acc.errors = VarInt.decodeLong(in);
    acc.inputTokens = VarInt.decodeLong(in);
    acc.outputTokens = VarInt.decodeLong(in);
    acc.details = DetailSumsCoder.decode(in);
    return acc;
  }
}
