package io.tidemark.query.feed;

import io.tidemark.query.read.StoreUnavailableException;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.util.function.Consumer;

/** The rows that stand in a store, to begin from. */
@FunctionalInterface
public interface Snapshot {
  /**
   * Reads the rows of a stream as they stand at one moment, in any order.
   *
   * @param endAfterMillis only rows whose window ends after this time, in milliseconds since the
   *     epoch
   * @param rows takes each, with its version; it is called by the calling thread
   * @throws StoreUnavailableException if the store does not answer
   */
  void read(Stream stream, long endAfterMillis, Consumer<StoredRow> rows);
}
