package io.tidemark.query.tier;

import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.StoredRow;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A row in memory, or the memory of its deletion. Guarded by the lock of the tier. */
final class HotRow {
  /**
   * Bytes on the heap beside key and JSON: this object, the row, its key, the header of the array,
   * the nodes of the maps. Measured by HotTierBytesTest, with compressed references.
   */
  static final int OVERHEAD = 208;

  final RowKey key;
  final HotSeries series;
  @Nullable StoredRow row;
  long version;

  /** The newest version that the topics have told; less than {@link #version} after a snapshot. */
  long told;

  HotRow(RowKey key, HotSeries series) {
    this.key = key;
    this.series = series;
    this.version = Long.MIN_VALUE;
    this.told = Long.MIN_VALUE;
  }

  /** Returns the bytes that it is counted as. */
  int bytes() {
    StoredRow standing = row;
    return OVERHEAD + (standing == null ? 0 : standing.json().length);
  }
}
