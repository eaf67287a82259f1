package io.tidemark.pipelines.decode.otlp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the number of a known name from its bytes, without making a text of them. Most attributes
 * are unknown; for them this is a hash of five bytes and one look into an array.
 */
final class KeyTable {
  /** Returned for a name that has no number. */
  static final int UNKNOWN = -1;

  private static final int SPARSE = 8;

  private final byte[][] names;
  private final int[] numbers;
  private final int mask;
  private final int longest;

  /** Creates a table in which each name has its index in the list; of equal names, the first. */
  KeyTable(List<String> known) {
    int size = Integer.highestOneBit(known.size() * SPARSE) * 2;
    names = new byte[size][];
    numbers = new int[size];
    mask = size - 1;
    int most = 0;
    for (int number = 0; number < known.size(); number++) {
      byte[] name = known.get(number).getBytes(StandardCharsets.UTF_8);
      most = Math.max(most, name.length);
      put(name, number);
    }
    longest = most;
  }

  private void put(byte[] name, int number) {
    if (name.length == 0 || numberOf(name, 0, name.length, Integer.MAX_VALUE) != UNKNOWN) {
      return;
    }
    int at = hash(name, 0, name.length) & mask;
    while (names[at] != null) {
      at = (at + 1) & mask;
    }
    names[at] = name;
    numbers[at] = number;
  }

  /** The length of the longest name, in bytes. */
  int longest() {
    return longest;
  }

  /** Returns the number of the name that these bytes are in UTF-8. */
  int numberOf(byte[] array, int from, int length) {
    return numberOf(array, from, length, longest);
  }

  private int numberOf(byte[] array, int from, int length, int most) {
    if (length == 0 || length > most) {
      return UNKNOWN;
    }
    for (int at = hash(array, from, length) & mask; names[at] != null; at = (at + 1) & mask) {
      byte[] name = names[at];
      if (Arrays.equals(name, 0, name.length, array, from, from + length)) {
        return numbers[at];
      }
    }
    return UNKNOWN;
  }

  /** Names share beginnings and ends, so bytes between tell them apart. */
  private static int hash(byte[] array, int from, int length) {
    int end = from + length - 1;
    int half = length >> 1;
    int hash = length;
    hash = hash * 31 + array[end];
    hash = hash * 31 + array[from + half];
    hash = hash * 31 + array[end - (half >> 1)];
    hash = hash * 31 + array[from + (half >> 1)];
    hash = hash * 31 + array[end - (half >> 2)];
    return hash * 0x9E3779B1 >>> 12;
  }
}
