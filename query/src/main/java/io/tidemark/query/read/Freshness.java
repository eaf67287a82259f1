package io.tidemark.query.read;

import io.tidemark.query.feed.Position;

/**
 * How fresh an answer is.
 *
 * @param asOf when it was read, or the moment that was asked for, in milliseconds since the epoch
 * @param position how far the changelog topics had been applied; {@link Position#NONE} where the
 *     answer is from the database
 * @param lagMillis how far that is behind what is known to be written; 0 if nothing is missing
 * @param tier where it is from
 * @param stale whether brokers or database are away, so that what is newer may not be seen
 */
public record Freshness(long asOf, Position position, long lagMillis, String tier, boolean stale) {}
