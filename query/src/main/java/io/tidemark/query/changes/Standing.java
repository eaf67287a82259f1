package io.tidemark.query.changes;

import io.tidemark.query.read.Answer;
import io.tidemark.query.row.RowPage;
import io.tidemark.query.row.RowQuery;
import java.util.List;

/** Reads the rows that stand, for a snapshot. Safe for use by many threads. */
public interface Standing {
  /** Returns the pages of several queries, all of one position. */
  Answer<List<RowPage>> listAll(List<RowQuery> queries);

  /**
   * Returns after which time, in milliseconds since the epoch, every window that ends is there, if
   * it stands.
   */
  long horizon();
}
