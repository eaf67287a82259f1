package io.tidemark.query.read;

import io.tidemark.query.row.RevisionEntry;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.RowPage;
import io.tidemark.query.row.RowQuery;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.util.List;
import java.util.Optional;

/**
 * What stood at a moment of the past. The same question has the same answer for ever, as long as
 * the history is kept. Safe for use by many threads.
 */
public interface HistorySource {

  /**
   * The moments that can be asked for, in microseconds since the epoch.
   *
   * @param earliest before it, the history is incomplete
   * @param latest after it, a transaction that is open may still write
   */
  record Range(long earliest, long latest) {}

  /**
   * Returns the moments that can be asked for.
   *
   * @throws StoreUnavailableException if the store does not answer
   */
  Range range(Stream stream);

  /** Returns the rows that stood at a moment within {@link #range}. */
  RowPage list(RowQuery query, long asOfMicros);

  /** Returns the row that stood at a moment within {@link #range}; empty if none did. */
  Optional<StoredRow> find(Stream stream, RowKey key, long asOfMicros);

  /**
   * Returns the history of a row, oldest first.
   *
   * @param afterVersion only entries of larger versions; 0 for all
   * @param limit the most entries
   */
  List<RevisionEntry> revisions(Stream stream, RowKey key, long afterVersion, int limit);

  /**
   * Returns the session that has absorbed a deleted one: of the same key, it contains its bounds
   * and is newer; empty if there is none.
   */
  Optional<RowKey> absorbedBy(RevisionEntry deleted);
}
