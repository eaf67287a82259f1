package io.tidemark.pipelines.performance;

import io.tidemark.pipelines.event.BinaryFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;

/** How often each constant of an enumeration occurred. */
final class Tally {
  private final long[] counts;

  /** A tally of nothing, for this many constants. */
  Tally(int constants) {
    this.counts = new long[constants];
  }

  private Tally(long[] counts) {
    this.counts = counts;
  }

  Tally copy() {
    return new Tally(counts.clone());
  }

  /** Writes each count in 1 to 9 bytes. */
  void write(OutputStream out) throws IOException {
    for (long count : counts) {
      BinaryFormat.writeLong(count, out);
    }
  }

  /** Reads what {@link #write} has written of a tally of this many constants. */
  static Tally read(int constants, InputStream in) throws IOException {
    Tally read = new Tally(constants);
    for (int i = 0; i < constants; i++) {
      read.counts[i] = BinaryFormat.readLong(in);
    }
    return read;
  }

  void add(Enum<?> constant) {
    counts[constant.ordinal()]++;
  }

  void mergeWith(Tally other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
  }

  /** Returns the counts by ordinal; the list does not change with the tally. */
  List<Long> counts() {
    return Arrays.stream(counts).boxed().toList();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Tally that && Arrays.equals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return Arrays.toString(counts);
  }
}
