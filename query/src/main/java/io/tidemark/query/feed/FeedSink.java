package io.tidemark.query.feed;

import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.util.List;

/**
 * What a {@link ChangeFeed} fills. All methods are called by the thread of the feed, so none may
 * wait for a client.
 *
 * <p>The calls are {@code begin fill* (apply|note)* ready (apply|note)*}, and again from {@code
 * begin} if the topics no longer have what has not been read.
 */
public interface FeedSink {
  /** Everything held so far is dropped: it is about to be filled anew. */
  void begin();

  /** Takes rows of a snapshot; they may be older or newer than what the topics say later. */
  void fill(Stream stream, List<StoredRow> rows);

  /** Applies what was read. */
  void apply(FeedBatch batch);

  /**
   * What was known to be written when the feed began has been applied.
   *
   * @param endAfterMillis every row whose window ends after this time has come, if it stands
   */
  void ready(long endAfterMillis);

  /**
   * Says how far behind the feed is.
   *
   * @param lagMillis 0 at the known end
   * @param stale whether the brokers do not answer
   */
  void note(long lagMillis, boolean stale);
}
