package io.tidemark.query.rollup;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** How many values each bin has, in an array from the lowest index in use to the highest. */
final class SketchBins {

  /** What no mapping of ours gives: an array of more would be of garbage. */
  private static final int MOST_BINS = 1 << 24;

  private long[] counts = new long[0];
  private int first;
  private long count;

  void add(int index, long more) {
    reach(index);
    counts[index - first] += more;
    count += more;
  }

  private void reach(int index) {
    if (counts.length == 0) {
      first = index - 32;
      counts = new long[64];
    } else if (index < first) {
      long span = (long) first + counts.length - index;
      grow(checked(span + span / 4), index - (int) (span / 4));
    } else if ((long) index - first >= counts.length) {
      long span = (long) index - first + 1;
      grow(checked(span + span / 4), first);
    }
  }

  private void grow(int length, int newFirst) {
    long[] more = new long[length];
    System.arraycopy(counts, 0, more, first - newFirst, counts.length);
    counts = more;
    first = newFirst;
  }

  private static int checked(long length) {
    if (length > MOST_BINS) {
      throw new IllegalArgumentException("a stored sketch spans " + length + " bins");
    }
    return (int) length;
  }

  /** Adds bins as they are stored. */
  void addStored(ByteBuffer in) {
    long size = varint(in);
    int index = 0;
    for (long i = 0; i < size; i++) {
      int step = (int) varint(in);
      index += (step >>> 1) ^ -(step & 1);
      add(index, varint(in));
    }
  }

  void write(DataOutputStream out) throws IOException {
    writeVarint(out, Arrays.stream(counts).filter(bin -> bin > 0).count());
    int before = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        int step = first + i - before;
        writeVarint(out, ((step << 1) ^ (step >> 31)) & 0xFFFFFFFFL);
        writeVarint(out, counts[i]);
        before = first + i;
      }
    }
  }

  long count() {
    return count;
  }

  /** Returns the index of the bin that has a rank, counted from the lowest index. */
  int indexFromBottom(long rank) {
    long passed = 0;
    for (int i = 0; i < counts.length; i++) {
      passed += counts[i];
      if (passed > rank) {
        return first + i;
      }
    }
    throw new IllegalStateException("rank " + rank + " is beyond the " + count + " values binned");
  }

  /** Returns the index of the bin that has a rank, counted from the highest index. */
  int indexFromTop(long rank) {
    return indexFromBottom(count - 1 - rank);
  }

  static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte b = in.get();
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a stored sketch has a number of more than 64 bits");
  }

  static void writeVarint(DataOutputStream out, long value) throws IOException {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.writeByte((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }
}
