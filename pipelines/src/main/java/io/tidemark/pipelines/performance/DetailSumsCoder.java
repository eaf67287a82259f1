package io.tidemark.pipelines.performance;

import io.tidemark.aggregate.ExactSum;
import io.tidemark.aggregate.ExactSumCoder;
import io.tidemark.aggregate.QuantileSketchCoder;
import io.tidemark.pipelines.event.BinaryFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The stored form of {@link DetailSums}, within that of a {@link PerformanceAccumulator}: bits that
 * say what is there (one for each measure, then the times of generation, errors, finish reasons and
 * costs), what is there in the same order, then the counts.
 */
final class DetailSumsCoder {
  private static final int GENERATION = 1 << Measure.ALL.size();
  private static final int ERRORS = GENERATION << 1;
  private static final int FINISHES = ERRORS << 1;
  private static final int COSTS = FINISHES << 1;

  private DetailSumsCoder() {}

  static void encode(DetailSums sums, OutputStream out) throws IOException {
    BinaryFormat.writeInt(bits(sums), out);
    for (Distribution measure : sums.measures) {
      if (measure != null) {
        ExactSumCoder.of().encode(measure.sum, out);
        QuantileSketchCoder.of().encode(measure.sketch, out);
      }
    }
    if (sums.generationMs != null) {
      ExactSumCoder.of().encode(sums.generationMs, out);
      BinaryFormat.writeLong(sums.generatedTokens, out);
    }
    if (sums.errors != null) {
      sums.errors.write(out);
    }
    if (sums.finishes != null) {
      sums.finishes.write(out);
    }
    if (sums.costs != null) {
      for (ExactSum part : sums.costs.all()) {
        ExactSumCoder.of().encode(part, out);
      }
    }
    BinaryFormat.writeLong(sums.cacheRead + 1, out);
    BinaryFormat.writeLong(sums.cacheWrite + 1, out);
    BinaryFormat.writeLong(sums.reasoning + 1, out);
    BinaryFormat.writeLong(sums.usageUnknown, out);
    BinaryFormat.writeLong(sums.unpriced, out);
  }

  static DetailSums decode(InputStream in) throws IOException {
    int bits = BinaryFormat.readInt(in);
    DetailSums sums = new DetailSums();
    for (int i = 0; i < sums.measures.length; i++) {
      if ((bits & 1 << i) != 0) {
        sums.measures[i] =
            new Distribution(ExactSumCoder.of().decode(in), QuantileSketchCoder.of().decode(in));
      }
    }
    if ((bits & GENERATION) != 0) {
      sums.generationMs = ExactSumCoder.of().decode(in);
      sums.generatedTokens = BinaryFormat.readLong(in);
    }
    sums.errors = (bits & ERRORS) == 0 ? null : Tally.read(ErrorClass.COUNT, in);
    sums.finishes = (bits & FINISHES) == 0 ? null : Tally.read(FinishReason.COUNT, in);
    sums.costs = (bits & COSTS) == 0 ? null : readCosts(in);
    sums.cacheRead = BinaryFormat.readLong(in) - 1;
    sums.cacheWrite = BinaryFormat.readLong(in) - 1;
    sums.reasoning = BinaryFormat.readLong(in) - 1;
    sums.usageUnknown = BinaryFormat.readLong(in);
    sums.unpriced = BinaryFormat.readLong(in);
    return sums;
  }

  private static int bits(DetailSums sums) {
    int bits = 0;
    for (int i = 0; i < sums.measures.length; i++) {
      bits |= sums.measures[i] == null ? 0 : 1 << i;
    }
    return bits
        | bit(sums.generationMs, GENERATION)
        | bit(sums.errors, ERRORS)
        | bit(sums.finishes, FINISHES)
        | bit(sums.costs, COSTS);
  }

  private static int bit(@Nullable Object value, int bit) {
    return value == null ? 0 : bit;
  }

  private static CostSums readCosts(InputStream in) throws IOException {
    // Arguments are evaluated from left to right, so they read the sums in the order written.
    return new CostSums(
        ExactSumCoder.of().decode(in),
        ExactSumCoder.of().decode(in),
        ExactSumCoder.of().decode(in),
        ExactSumCoder.of().decode(in));
  }
}
