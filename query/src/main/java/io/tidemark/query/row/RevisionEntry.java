package io.tidemark.query.row;

/**
 * One entry of the history of a row.
 *
 * @param row what stood from then on; of a deletion, what was deleted
 * @param deleted whether nothing stood from then on
 * @param recordedAt when it was written, by the clock of the database, in microseconds since the
 *     epoch
 */
public record RevisionEntry(StoredRow row, boolean deleted, long recordedAt) {}
