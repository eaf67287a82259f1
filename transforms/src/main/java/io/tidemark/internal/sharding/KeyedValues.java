package io.tidemark.internal.sharding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The values of one key in a batch, in the order of their arrival, by an index from 0. */
final class KeyedValues<V> {
  private static final int FEWEST = 4;

  private final EncodedKey key;
  private final List<V> values = new ArrayList<>(FEWEST);
  private long[] timestamps = new long[FEWEST];
  private long earliest = Long.MAX_VALUE;

  KeyedValues(EncodedKey key) {
    this.key = key;
  }

  /** Appends a value with its event time. */
  void add(V value, long timestampMillis) {
    int index = values.size();
    if (index == timestamps.length) {
      timestamps = Arrays.copyOf(timestamps, 2 * index);
    }
    timestamps[index] = timestampMillis;
    values.add(value);
    earliest = Math.min(earliest, timestampMillis);
  }

  EncodedKey key() {
    return key;
  }

  int size() {
    return values.size();
  }

  V value(int index) {
    return values.get(index);
  }

  /** The event time of a value, in milliseconds since the epoch. */
  long timestamp(int index) {
    return timestamps[index];
  }

  /** A new array of the event times of all values. */
  long[] timestamps() {
    return Arrays.copyOf(timestamps, size());
  }

  /** The earliest event time, in milliseconds since the epoch. */
  long earliest() {
    return earliest;
  }
}
