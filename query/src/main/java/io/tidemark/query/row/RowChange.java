package io.tidemark.query.row;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One change of one row.
 *
 * @param before what is withdrawn; null if nothing stood
 * @param after what stands from now on; null if nothing does
 * @param version of the change
 * @param restated whether {@code after} says again what {@code before} has said, as after a restart
 *     of the job: all columns but when it was written are the same
 */
public record RowChange(
    Stream stream,
    RowKey key,
    @Nullable StoredRow before,
    @Nullable StoredRow after,
    long version,
    boolean restated) {}
