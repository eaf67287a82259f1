package io.tidemark.pipelines.performance;

import java.util.Arrays;
import java.util.List;

/** How often each constant of an enumeration occurred. */
final class Tally {
  private final long[] counts;

  /** A tally of nothing, for this many constants. */
  Tally(int constants) {
    this.counts = new long[constants];
  }

  /** A tally of these counts, by ordinal. */
  Tally(List<Long> counts) {
    this.counts = counts.stream().mapToLong(Long::longValue).toArray();
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
