package io.tidemark.query.rollup;

import com.datadoghq.sketch.ddsketch.mapping.CubicallyInterpolatedMapping;
import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The sum of quantile sketches as the job stores them beside its rows: a DDSketch (Masson, Rim and
 * Lee, PVLDB 12(12), 2019) whose first 32 values are kept as they are. It gives, to the bit, what a
 * sketch of all values together would: within the relative error of the nearest-rank value, {@code
 * sorted[⌈q·n⌉ − 1]}.
 *
 * <p>Format: version 1, the relative error as a double, the count as a varint; of up to 32 values
 * the values; of more the minimum, the maximum, the number of zeros, and the negative and the
 * positive bins, each with its zigzag distance from the one before, and its count.
 *
 * <p>Cost: adding one takes its bins, some tens to hundreds; memory is 8 bytes for each index
 * between the lowest and the highest.
 */
final class SketchSum {
  private static final int VERSION = 1;
  private static final int EXACT_UP_TO = 32;

  /** Values up to this magnitude are counted as zeros. */
  private static final double SMALLEST = 1e-300;

  private double relativeError = Double.NaN;
  private IndexMapping mapping;
  private long count;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private final double[] values = new double[EXACT_UP_TO];
  private boolean binned;
  private long zeros;
  private final SketchBins negative = new SketchBins();
  private final SketchBins positive = new SketchBins();

  /**
   * Adds a stored sketch.
   *
   * @return how many values it has
   * @throws IllegalArgumentException if it is not one, or has another relative error than the ones
   *     before
   */
  long add(byte[] stored) {
    try {
      return add(ByteBuffer.wrap(stored));
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("a stored sketch ends too early", e);
    }
  }

  private long add(ByteBuffer in) {
    int version = in.get();
    if (version != VERSION) {
      throw new IllegalArgumentException("a stored sketch has version " + version + ", not 1");
    }
    double error = in.getDouble();
    if (mapping == null) {
      // As where it was made: a little below the promised error, so that rounding cannot break it.
      mapping = new CubicallyInterpolatedMapping(error * (1 - 1e-9));
      relativeError = error;
    } else if (error != relativeError) {
      throw new IllegalArgumentException(
          "a sketch of relative error " + error + " does not fit " + relativeError);
    }
    long more = SketchBins.varint(in);
    if (more <= EXACT_UP_TO) {
      for (long i = 0; i < more; i++) {
        addValue(in.getDouble());
      }
      return more;
    }
    bin();
    min = Math.min(min, in.getDouble());
    max = Math.max(max, in.getDouble());
    zeros += SketchBins.varint(in);
    negative.addStored(in);
    positive.addStored(in);
    count += more;
    return more;
  }

  private void addValue(double value) {
    if (!binned && count == EXACT_UP_TO) {
      bin();
    }
    if (binned) {
      addToBins(value);
    } else {
      values[(int) count] = value;
    }
    count++;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }

  private void bin() {
    if (!binned) {
      binned = true;
      for (int i = 0; i < count; i++) {
        addToBins(values[i]);
      }
    }
  }

  private void addToBins(double value) {
    if (value > SMALLEST) {
      positive.add(mapping.index(value), 1);
    } else if (value < -SMALLEST) {
      negative.add(mapping.index(-value), 1);
    } else {
      zeros++;
    }
  }

  /** Adds another sum. */
  void add(SketchSum that) {
    if (that.count > 0) {
      add(that.stored());
    }
  }

  /** Returns how many values there are. */
  long count() {
    return count;
  }

  /** Returns the smallest value; infinity if there is none. */
  double min() {
    return min;
  }

  /** Returns the largest value; minus infinity if there is none. */
  double max() {
    return max;
  }

  /**
   * Estimates a quantile; empty for no values.
   *
   * @param q from 0 to 1
   */
  OptionalDouble quantile(double q) {
    if (count == 0) {
      return OptionalDouble.empty();
    }
    long rank = Math.max(0, (long) Math.ceil(q * count) - 1);
    if (!binned) {
      double[] sorted = Arrays.copyOf(values, (int) count);
      Arrays.sort(sorted);
      return OptionalDouble.of(sorted[(int) rank]);
    }
    if (rank == 0 || rank == count - 1) {
      return OptionalDouble.of(rank == 0 ? min : max);
    }
    return OptionalDouble.of(Math.max(min, Math.min(max, valueAt(rank))));
  }

  private double valueAt(long rank) {
    if (rank < negative.count()) {
      return -mapping.value(negative.indexFromTop(rank));
    }
    long rest = rank - negative.count();
    return rest < zeros ? 0 : mapping.value(positive.indexFromBottom(rest - zeros));
  }

  /** Returns it as it is stored; no bytes for no values. */
  byte[] stored() {
    if (count == 0) {
      return new byte[0];
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeDouble(relativeError);
      SketchBins.writeVarint(out, count);
      if (binned) {
        out.writeDouble(min);
        out.writeDouble(max);
        SketchBins.writeVarint(out, zeros);
        negative.write(out);
        positive.write(out);
      } else {
        double[] sorted = Arrays.copyOf(values, (int) count);
        Arrays.sort(sorted);
        for (double value : sorted) {
          out.writeDouble(value);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an array refused to be written to", e);
    }
    return bytes.toByteArray();
  }
}
