package io.tidemark.query.tier;

import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.SeriesDimensions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The rows of one series, in their order. An array: rows mostly come at its end and leave at its
 * begin. Guarded by the lock of the tier.
 */
final class HotSeries {
  /** Bytes on the heap of a series with a key of some 30 characters and its dimensions. */
  static final int OVERHEAD = 420;

  final String key;
  final Map<String, String> dimensions;
  private final ArrayList<HotRow> rows = new ArrayList<>(4);

  HotSeries(String key) {
    this.key = key;
    this.dimensions = SeriesDimensions.of(key);
  }

  int bytes() {
    return OVERHEAD + 2 * key.length();
  }

  List<HotRow> rows() {
    return rows;
  }

  void add(HotRow row) {
    rows.add(firstAtLeast(row.key), row);
  }

  void remove(HotRow row) {
    rows.remove(firstAtLeast(row.key));
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Returns the index of the first row whose key is not less; the number of rows if none is. */
  int firstAtLeast(RowKey bound) {
    int low = 0;
    int high = rows.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (rows.get(middle).key.compareTo(bound) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
