package io.tidemark.internal.operator;

import java.util.Arrays;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A map from times in milliseconds to values, in the order of time, for the slices and panes of a
 * key. Entries also have an index, counted from 0.
 *
 * <p>It consists of two arrays, since a key has few entries, most of them are added at the end, and
 * those that are removed are the first. This takes some 12 bytes an entry instead of 64 in a tree
 * map, whose many small objects a garbage collector would copy.
 */
public final class TimeMap<T> {
  private static final long[] NO_TIMES = {};
  private static final Object[] NO_VALUES = {};
  private static final int FEWEST = 4;

  private long[] times = NO_TIMES;
  private @Nullable Object[] values = NO_VALUES;

  /** The position in the arrays of the first entry. */
  private int begin;

  /** The position in the arrays behind the last entry. */
  private int end;

  boolean isEmpty() {
    return begin == end;
  }

  int size() {
    return end - begin;
  }

  long time(int index) {
    return times[begin + index];
  }

  @SuppressWarnings("unchecked") // Only values are put.
  T value(int index) {
    return (T) values[begin + index];
  }

  void set(int index, T value) {
    values[begin + index] = value;
  }

  /** The value at this time; null if there is none. */
  @Nullable T get(long time) {
    int index = from(time);
    return index < size() && time(index) == time ? value(index) : null;
  }

  /** The index of the first entry that is not before this time; the size if all are before it. */
  int from(long time) {
    if (isEmpty() || times[end - 1] < time) {
      return size();
    }
    if (times[begin] >= time) {
      return 0;
    }
    int found = Arrays.binarySearch(times, begin, end, time);
    return (found >= 0 ? found : -found - 1) - begin;
  }

  /** Adds a value, or replaces the one at this time. */
  public void put(long time, T value) {
    int index = from(time);
    if (index == size() || time(index) != time) {
      makeRoom();
      int at = begin + index;
      System.arraycopy(times, at, times, at + 1, end - at);
      System.arraycopy(values, at, values, at + 1, end - at);
      times[at] = time;
      end++;
    }
    set(index, value);
  }

  /**
   * Makes room behind the last entry: moves the entries to the front if more than half of the
   * arrays is free, or else to arrays that are half as long again as there are entries.
   */
  private void makeRoom() {
    if (end < times.length) {
      return;
    }
    int size = size();
    boolean grows = 2 * size >= times.length;
    int length = grows ? Math.max(FEWEST, size + size / 2) : times.length;
    long[] roomyTimes = grows ? new long[length] : times;
    Object[] roomyValues = grows ? new Object[length] : values;
    System.arraycopy(times, begin, roomyTimes, 0, size);
    System.arraycopy(values, begin, roomyValues, 0, size);
    if (!grows) {
      Arrays.fill(values, size, end, null);
    }
    times = roomyTimes;
    values = roomyValues;
    begin = 0;
    end = size;
  }

  void removeFirst() {
    values[begin++] = null;
    if (begin == end) {
      begin = 0;
      end = 0;
    }
  }

  /** Removes the entries at times in {@code [from, to)}. */
  void removeWithin(long from, long to) {
    int first = begin + from(from);
    int behind = begin + from(to);
    System.arraycopy(times, behind, times, first, end - behind);
    System.arraycopy(values, behind, values, first, end - behind);
    int left = end - (behind - first);
    Arrays.fill(values, left, end, null);
    end = left;
  }
}
