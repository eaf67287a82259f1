package io.tidemark.query.feed;

import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How far a feed is.
 *
 * @param position what has been applied
 * @param ready whether everything that was written when the feed began has been applied
 * @param left until it is ready, records that are still to be read; 0 afterwards
 * @param lagMillis 0 at the known end; otherwise the age of the record applied last in the
 *     partition that is furthest behind
 * @param staleSince since when the brokers do not answer, in milliseconds since the epoch; null if
 *     they do
 * @param applied records applied since the start of the process
 * @param malformed records skipped since then, because they are none of the job's
 * @param lagRecords records known to be there and not applied, by topic and partition
 */
public record FeedStatus(
    Position position,
    boolean ready,
    long left,
    long lagMillis,
    @Nullable Long staleSince,
    long applied,
    long malformed,
    Map<String, Map<Integer, Long>> lagRecords) {
  /** Before anything was read. */
  static final FeedStatus NOTHING =
      new FeedStatus(Position.NONE, false, 0, 0, null, 0, 0, Map.of());

  /** Returns whether the brokers do not answer, so that what is newer is not seen. */
  public boolean stale() {
    return staleSince != null;
  }
}
