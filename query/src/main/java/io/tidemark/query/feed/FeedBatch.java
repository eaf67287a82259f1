package io.tidemark.query.feed;

import java.util.List;

/**
 * What one poll has read, to be applied as one.
 *
 * @param records those of a partition in their order
 * @param position after them
 */
public record FeedBatch(List<FeedRecord> records, Position position) {}
