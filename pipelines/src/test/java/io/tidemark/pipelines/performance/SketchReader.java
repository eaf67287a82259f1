package io.tidemark.pipelines.performance;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads sketches as docs/tables-and-topics.md says that they are written, with nothing of what
 * writes them.
 */
final class SketchReader {

  private final double error;
  private final double bins;
  private final TreeMap<Integer, Long> counts = new TreeMap<>();
  private final List<Double> values = new ArrayList<>();
  private long count;
  private double least = Double.POSITIVE_INFINITY;
  private double greatest = Double.NEGATIVE_INFINITY;

  SketchReader(double relativeError) {
    error = relativeError * (1 - 1e-9);
    bins = 7 / (10 * Math.log((1 + error) / (1 - error)));
  }

  /** Adds the values of a sketch, which has no negative one and no zero. */
  void add(byte[] sketch) {
    ByteBuffer bytes = ByteBuffer.wrap(sketch);
    if (bytes.get() != 1 || bytes.getDouble() * (1 - 1e-9) != error) {
      throw new IllegalArgumentException("another version or relative error");
    }
    long added = varint(bytes);
    count += added;
    if (added <= 32) {
      for (int i = 0; i < added; i++) {
        addValue(bytes.getDouble());
      }
    } else {
      within(bytes.getDouble(), bytes.getDouble());
      long zeros = varint(bytes);
      long negativeBins = varint(bytes);
      if (zeros != 0 || negativeBins != 0) {
        throw new IllegalArgumentException("a value is 0 or less");
      }
      addBins(bytes);
    }
    if (bytes.hasRemaining()) {
      throw new IllegalArgumentException("more bytes than a sketch has: " + bytes.remaining());
    }
  }

  private void addValue(double value) {
    values.add(value);
    within(value, value);
    int e = Math.getExponent(value);
    double s = value / Math.scalb(1.0, e) - 1;
    double log = e + ((6 / 35.0 * s - 3 / 5.0) * s + 10 / 7.0) * s;
    counts.merge((int) Math.floor(bins * log), 1L, Long::sum);
  }

  private void within(double least, double greatest) {
    this.least = Math.min(this.least, least);
    this.greatest = Math.max(this.greatest, greatest);
  }

  private void addBins(ByteBuffer bytes) {
    long size = varint(bytes);
    int index = 0;
    for (int i = 0; i < size; i++) {
      long step = varint(bytes);
      index += (int) ((step >>> 1) ^ -(step & 1));
      counts.merge(index, varint(bytes), Long::sum);
    }
  }

  private static long varint(ByteBuffer bytes) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = bytes.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  double percentile(double q) {
    long rank = Math.max(1, (long) Math.ceil(q * count));
    if (count <= 32) {
      return values.stream().sorted().toList().get((int) rank - 1);
    }
    if (rank == 1 || rank == count) {
      return rank == 1 ? least : greatest;
    }
    long passed = 0;
    for (Map.Entry<Integer, Long> bin : counts.entrySet()) {
      passed += bin.getValue();
      if (passed >= rank) {
        return Math.max(least, Math.min(greatest, estimate(bin.getKey())));
      }
    }
    throw new IllegalStateException("rank " + rank + " of " + passed);
  }

  private double estimate(int index) {
    double a = 6 / 35.0;
    double b = -3 / 5.0;
    double c = 10 / 7.0;
    double e = Math.floor(index / bins);
    double d0 = b * b - 3 * a * c;
    double d1 = 2 * b * b * b - 9 * a * b * c - 27 * a * a * (index / bins - e);
    double p = Math.cbrt((d1 - Math.sqrt(d1 * d1 - 4 * d0 * d0 * d0)) / 2);
    double s = -(b + p + d0 / p) / (3 * a);
    return Math.scalb(1 + s, (int) e) * (1 + error);
  }
}
