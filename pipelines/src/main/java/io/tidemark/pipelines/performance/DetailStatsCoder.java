package io.tidemark.pipelines.performance;

import io.tidemark.pipelines.event.BinaryFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The stored form of {@link DetailStats}, within that of {@link PerformanceStats}: bits that say
 * what is there (one for each measure, then finish reasons, costs and errors), then the fields.
 */
final class DetailStatsCoder {
  private static final int FINISHES = 1 << Measure.ALL.size();
  private static final int COSTS = FINISHES << 1;
  private static final int ERRORS = COSTS << 1;

  private DetailStatsCoder() {}

  static void encode(DetailStats stats, OutputStream out) throws IOException {
    boolean failed = stats.errors().stream().anyMatch(count -> count > 0);
    BinaryFormat.writeInt(bits(stats) | (failed ? ERRORS : 0), out);
    BinaryFormat.writeLong(stats.streamed(), out);
    for (Percentiles measure : stats.measures()) {
      if (!measure.equals(Percentiles.NONE)) {
        write(measure, out);
      }
    }
    writeNullable(stats.cacheReadTokens(), out);
    writeNullable(stats.cacheWriteTokens(), out);
    writeNullable(stats.reasoningTokens(), out);
    BinaryFormat.writeNullableDouble(stats.cacheHitRatio(), out);
    if (stats.costUsd() != null) {
      write(stats.costUsd(), out);
    }
    writeCounts(failed ? stats.errors() : null, out);
    writeCounts(stats.finishes(), out);
    BinaryFormat.writeLong(stats.usageUnknown(), out);
    BinaryFormat.writeLong(stats.unpriced(), out);
  }

  static DetailStats decode(InputStream in) throws IOException {
    int bits = BinaryFormat.readInt(in);
    // Arguments are evaluated from left to right, so they read the fields in the order written.
    return new DetailStats(
        BinaryFormat.readLong(in),
        readMeasures(bits, in),
        readNullable(in),
        readNullable(in),
        readNullable(in),
        BinaryFormat.readNullableDouble(in),
        (bits & COSTS) == 0 ? null : readCosts(in),
        (bits & ERRORS) == 0 ? DetailStats.NO_ERRORS : readCounts(ErrorClass.COUNT, in),
        (bits & FINISHES) == 0 ? null : readCounts(FinishReason.COUNT, in),
        BinaryFormat.readLong(in),
        BinaryFormat.readLong(in));
  }

  private static int bits(DetailStats stats) {
    int bits = (stats.finishes() == null ? 0 : FINISHES) | (stats.costUsd() == null ? 0 : COSTS);
    for (int i = 0; i < stats.measures().size(); i++) {
      bits |= stats.measures().get(i).equals(Percentiles.NONE) ? 0 : 1 << i;
    }
    return bits;
  }

  private static void write(Percentiles measure, OutputStream out) throws IOException {
    BinaryFormat.writeNullableDouble(measure.avg(), out);
    BinaryFormat.writeNullableDouble(measure.p50(), out);
    BinaryFormat.writeNullableDouble(measure.p95(), out);
    BinaryFormat.writeNullableDouble(measure.p99(), out);
  }

  private static List<Percentiles> readMeasures(int bits, InputStream in) throws IOException {
    List<Percentiles> measures = new ArrayList<>(Measure.ALL.size());
    for (int i = 0; i < Measure.ALL.size(); i++) {
      measures.add((bits & 1 << i) == 0 ? Percentiles.NONE : readMeasure(in));
    }
    return measures;
  }

  private static Percentiles readMeasure(InputStream in) throws IOException {
    return new Percentiles(
        BinaryFormat.readNullableDouble(in),
        BinaryFormat.readNullableDouble(in),
        BinaryFormat.readNullableDouble(in),
        BinaryFormat.readNullableDouble(in));
  }

  private static void write(CostParts costs, OutputStream out) throws IOException {
    BinaryFormat.writeDouble(costs.input(), out);
    BinaryFormat.writeDouble(costs.cacheRead(), out);
    BinaryFormat.writeDouble(costs.cacheWrite(), out);
    BinaryFormat.writeDouble(costs.output(), out);
  }

  private static CostParts readCosts(InputStream in) throws IOException {
    return new CostParts(
        BinaryFormat.readDouble(in),
        BinaryFormat.readDouble(in),
        BinaryFormat.readDouble(in),
        BinaryFormat.readDouble(in));
  }

  /** One more than the number, or 0 for none. */
  private static void writeNullable(@Nullable Long number, OutputStream out) throws IOException {
    BinaryFormat.writeLong(number == null ? 0 : number + 1, out);
  }

  private static @Nullable Long readNullable(InputStream in) throws IOException {
    long number = BinaryFormat.readLong(in);
    return number == 0 ? null : (Long) (number - 1);
  }

  private static void writeCounts(@Nullable List<Long> counts, OutputStream out)
      throws IOException {
    if (counts != null) {
      for (long count : counts) {
        BinaryFormat.writeLong(count, out);
      }
    }
  }

  private static List<Long> readCounts(int constants, InputStream in) throws IOException {
    List<Long> counts = new ArrayList<>(constants);
    for (int i = 0; i < constants; i++) {
      counts.add(BinaryFormat.readLong(in));
    }
    return counts;
  }
}
