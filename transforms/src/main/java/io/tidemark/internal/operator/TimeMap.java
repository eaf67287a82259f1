package io.tidemark.internal.operator;

import java.util.Arrays;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Values by a time in milliseconds, in its order, counted from 0: what a key holds by slice or
 * window. Two arrays, for there are few, most come in order, and those that go are the first: some
 * 12 bytes an entry in place of 64, of objects that a collector would copy while they last.
 */
public final class TimeMap<T> {
  private static final long[] NO_TIMES = {};
  private static final Object[] NO_VALUES = {};
  private static final int FEWEST = 4;

  private long[] times = NO_TIMES;
  private @Nullable Object[] values = NO_VALUES;

  /** Where the first stands. */
  private int begin;

  /** Behind where the last stands. */
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

  /** The value of this time; null if there is none. */
  @Nullable T get(long time) {
    int index = from(time);
    return index < size() && time(index) == time ? value(index) : null;
  }

  /** The number of the first that is not before this time; the size if all are. */
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

  /** Adds a value, or replaces the one of this time. */
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

  /** Makes room behind the last. */
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

  /** Removes those of {@code [from, to)}. */
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
