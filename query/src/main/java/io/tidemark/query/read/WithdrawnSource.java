package io.tidemark.query.read;

import io.tidemark.query.row.RevisionEntry;
import io.tidemark.query.row.RowQuery;
import java.util.List;

/** What stood once and does not stand any more. Safe for use by many threads. */
@FunctionalInterface
public interface WithdrawnSource {

  /**
   * Returns the last entry of each row that the query asks for and that is deleted, in the order
   * that it asks for, at most its limit.
   *
   * @throws StoreUnavailableException if the store does not answer
   */
  List<RevisionEntry> withdrawn(RowQuery query);
}
