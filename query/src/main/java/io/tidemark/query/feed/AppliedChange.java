package io.tidemark.query.feed;

import io.tidemark.query.row.RowChange;

/**
 * A change that a tier has applied, and the record that it is from.
 *
 * @param partition of the topic of the stream
 * @param offset of the record
 * @param publishedAt timestamp of the record, in milliseconds since the epoch
 * @param last whether the record has no further change after this one: a session also withdraws
 *     those that it absorbs
 * @param confirms whether the tier had it already, from the snapshot it began with: who has read
 *     the tier holds it or what is newer, who follows the topics alone does not
 */
public record AppliedChange(
    RowChange change,
    int partition,
    long offset,
    long publishedAt,
    boolean last,
    boolean confirms) {}
