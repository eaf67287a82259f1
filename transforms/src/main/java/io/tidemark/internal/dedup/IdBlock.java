package io.tidemark.internal.dedup;

import io.tidemark.change.Identity;
import java.util.Arrays;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The identities of some elements, their event times and what stands for their content, in the
 * order in which they were added. The recent ids of a key are such a block and change; one in
 * {@link IdBlockState} never does.
 */
public final class IdBlock {

  /** What an id takes in memory: two longs, its event time, its content and two slots. */
  static final int BYTES_OF_ID = 36;

  /** Up to so many ids are searched one by one. */
  private static final int FEW = 32;

  private long[] bits = {};
  private long[] timestamps = {};
  private int[] contents = {};
  private int size;
  private long earliest = Long.MAX_VALUE;
  private long latest = Long.MIN_VALUE;

  /**
   * A hash table of positions plus 1, with linear probing, made when an id is looked for among
   * many. Null if there is none, or it is no longer large enough.
   */
  private int @Nullable [] table;

  /** Appends the id of an element, with its event time in milliseconds. */
  public void add(Identity id, long timestampMillis, int content) {
    append(id.high(), id.low(), timestampMillis, content);
  }

  void append(long high, long low, long timestampMillis, int content) {
    if (size == timestamps.length) {
      resize(Math.max(8, size + size / 2));
    }
    bits[2 * size] = high;
    bits[2 * size + 1] = low;
    timestamps[size] = timestampMillis;
    contents[size] = content;
    size++;
    earliest = Math.min(earliest, timestampMillis);
    latest = Math.max(latest, timestampMillis);
    if (table != null) {
      if (2 * size > table.length) {
        table = null;
      } else {
        enter(size - 1, table);
      }
    }
  }

  private void resize(int length) {
    bits = Arrays.copyOf(bits, 2 * length);
    timestamps = Arrays.copyOf(timestamps, length);
    contents = Arrays.copyOf(contents, length);
  }

  /**
   * Returns a new block of the ids of an earlier block, except those of elements before {@code
   * oldest}, followed by the ids of this one.
   */
  IdBlock after(IdBlock earlier, long oldest) {
    IdBlock both = new IdBlock();
    both.resize(earlier.size + size);
    both.appendFrom(earlier, oldest);
    both.appendFrom(this, Long.MIN_VALUE);
    return both;
  }

  /** Removes the ids of elements before {@code oldest}. */
  void forgetBefore(long oldest) {
    if (earliest >= oldest) {
      return;
    }
    IdBlock kept = new IdBlock();
    kept.appendFrom(this, oldest);
    bits = kept.bits;
    timestamps = kept.timestamps;
    contents = kept.contents;
    size = kept.size;
    earliest = kept.earliest;
    latest = kept.latest;
    table = null;
  }

  private void appendFrom(IdBlock other, long oldest) {
    for (int i = 0; i < other.size; i++) {
      if (other.timestamps[i] >= oldest) {
        append(other.high(i), other.low(i), other.timestamps[i], other.contents[i]);
      }
    }
  }

  /**
   * The position of the element with this identity and event time; -1 if there is none.
   *
   * @param hash the {@link #hash} of the two
   */
  int find(Identity id, long timestampMillis, long hash) {
    if (size <= FEW) {
      for (int i = 0; i < size; i++) {
        if (is(i, id, timestampMillis)) {
          return i;
        }
      }
      return -1;
    }
    int[] positions = table == null ? makeTable() : table;
    int mask = positions.length - 1;
    for (int slot = (int) hash & mask; positions[slot] != 0; slot = (slot + 1) & mask) {
      if (is(positions[slot] - 1, id, timestampMillis)) {
        return positions[slot] - 1;
      }
    }
    return -1;
  }

  private boolean is(int position, Identity id, long timestampMillis) {
    return low(position) == id.low()
        && high(position) == id.high()
        && timestamps[position] == timestampMillis;
  }

  private int[] makeTable() {
    int[] made = new int[Integer.highestOneBit(2 * size) * 2];
    for (int i = 0; i < size; i++) {
      enter(i, made);
    }
    table = made;
    return made;
  }

  private void enter(int position, int[] positions) {
    int mask = positions.length - 1;
    int slot = (int) hash(position) & mask;
    while (positions[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    positions[slot] = position + 1;
  }

  /** Spreads an identity and an event time over 64 bits, for tables and filters. */
  static long hash(long high, long low, long timestampMillis) {
    long hash = low + high * 0x9e3779b97f4a7c15L + timestampMillis * 0xc2b2ae3d27d4eb4fL;
    hash = (hash ^ (hash >>> 32)) * 0xd6e8feb86659fd93L;
    return hash ^ (hash >>> 32);
  }

  long hash(int position) {
    return hash(high(position), low(position), timestamps[position]);
  }

  int size() {
    return size;
  }

  long high(int position) {
    return bits[2 * position];
  }

  long low(int position) {
    return bits[2 * position + 1];
  }

  /** The event time of an element, in milliseconds since the epoch. */
  long timestamp(int position) {
    return timestamps[position];
  }

  /** What stands for the content of an element. */
  int content(int position) {
    return contents[position];
  }

  /** The event time of the earliest element; {@code Long.MAX_VALUE} if there is none. */
  long earliest() {
    return earliest;
  }

  /** The event time of the latest element; {@code Long.MIN_VALUE} if there is none. */
  long latest() {
    return latest;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof IdBlock that
        && size == that.size
        && Arrays.equals(bits, 0, 2 * size, that.bits, 0, 2 * size)
        && Arrays.equals(timestamps, 0, size, that.timestamps, 0, size)
        && Arrays.equals(contents, 0, size, that.contents, 0, size);
  }

  @Override
  public int hashCode() {
    return 31 * size + Long.hashCode(latest);
  }

  @Override
  public String toString() {
    return "IdBlock(" + size + " ids of [" + earliest + ", " + latest + "])";
  }
}
