package io.tidemark.query.read;

import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.RowPage;
import io.tidemark.query.row.RowQuery;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.util.Optional;

/**
 * A tier: all rows of a suffix of event time. What it covers it answers whole, and it never serves
 * a value whose retraction it has read.
 *
 * <p>Safe for use by many threads.
 */
public interface RowSource {

  /** Returns the name in answers: {@code hot}, {@code warm} or {@code cold}. */
  String tier();

  /**
   * Returns whether every row whose window ends after this time is here, if it stands at all.
   *
   * @param millis since the epoch
   */
  boolean covers(Stream stream, long millis);

  /**
   * Returns a page of rows: the state at one moment, at which {@link Freshness} was that of the
   * answer.
   *
   * @throws StoreUnavailableException if the store does not answer
   */
  Answer<RowPage> list(RowQuery query);

  /**
   * Returns one row; empty if none of this key stands here.
   *
   * @throws StoreUnavailableException if the store does not answer
   */
  Answer<Optional<StoredRow>> find(Stream stream, RowKey key);
}
