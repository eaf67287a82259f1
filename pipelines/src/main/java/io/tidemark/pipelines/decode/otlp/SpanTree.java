package io.tidemark.pipelines.decode.otlp;

import io.tidemark.pipelines.decode.otlp.TraceSpans.Entry;
import java.util.List;
import java.util.SplittableRandom;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Finds the parent of a span among those of one request: an open hash table of the spans by their
 * ids, half full at most. Of spans with the same id the first is found.
 */
final class SpanTree {
  /** Another one in each process, so that nobody can choose ids that collide. */
  private static final long SEED = new SplittableRandom().nextLong() | 1;

  private final Entry[] table;
  private final int shift;

  SpanTree(List<Entry> entries) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(4, entries.size()) * 2 - 1);
    table = new Entry[1 << bits];
    shift = Long.SIZE - bits;
    for (Entry entry : entries) {
      if (entry.span != 0) {
        int at = find(entry.traceHigh, entry.traceLow, entry.span);
        table[at] = table[at] == null ? entry : table[at];
      }
    }
  }

  /** Returns the parent of a span; null for a root, and for a parent of another request. */
  @Nullable Entry parent(Entry entry) {
    return entry.parent == 0 ? null : table[find(entry.traceHigh, entry.traceLow, entry.parent)];
  }

  private int find(long traceHigh, long traceLow, long span) {
    long mixed = (span ^ SEED) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 32) ^ traceLow) * (SEED ^ 0x2545F4914F6CDD1CL | 1);
    mixed = (mixed ^ (mixed >>> 29) ^ traceHigh) * 0x9E3779B97F4A7C15L;
    int at = (int) (mixed >>> shift);
    while (table[at] != null
        && !(table[at].span == span
            && table[at].traceLow == traceLow
            && table[at].traceHigh == traceHigh)) {
      at = (at + 1) & (table.length - 1);
    }
    return at;
  }
}
