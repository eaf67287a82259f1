package io.tidemark.query.feed;

import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One change as it was published.
 *
 * @param offset of the record in its partition of the stream's topic
 * @param timestamp of the record, in milliseconds since the epoch
 * @param version orders the changes of a key; of an anomaly, whose records do not say it, when the
 *     record was made, in microseconds
 * @param before what the job says that it withdraws, with version 0; null if nothing, and for
 *     anomalies, which do not say it
 * @param after what stands from now on; null if nothing does
 */
public record FeedRecord(
    Stream stream,
    int partition,
    long offset,
    long timestamp,
    RowKey key,
    long version,
    @Nullable StoredRow before,
    @Nullable StoredRow after) {}
