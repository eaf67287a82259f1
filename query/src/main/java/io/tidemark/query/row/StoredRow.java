package io.tidemark.query.row;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A row as it stands, in whichever tier.
 *
 * @param version orders the writes of one row: a larger one is newer; microseconds of processing
 *     time
 * @param pane null for an anomaly
 * @param computation what made the row; null if it does not say it
 * @param json the published columns as one JSON object in UTF-8, in the order of the table: what
 *     the changelog topic has; it must not be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared as a whole, and copied by nobody.
public record StoredRow(
    Stream stream,
    RowKey key,
    long version,
    @Nullable Pane pane,
    @Nullable String computation,
    byte[] json) {

  /** Returns the state of the row; anomalies are as settled as the window that they judge. */
  public RowState state(@Nullable Long finalBefore) {
    return RowState.of(pane == null ? Pane.ON_TIME : pane, key.end(), finalBefore);
  }
}
