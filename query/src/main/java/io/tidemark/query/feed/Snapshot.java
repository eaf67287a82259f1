package io.tidemark.query.feed;

import io.tidemark.query.read.StoreUnavailableException;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** The rows that stand in a store, to begin from. */
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

  /**
   * Returns how far the topics are contained in the rows; empty if that is not known, so that the
   * topics are read again from some time before.
   */
  default Optional<Position> position() {
    return Optional.empty();
  }

  /** The topics no longer have what comes after {@link #position}: the rows are of no use. */
  default void forget() {}

  /** Returns how long before now a window may have ended whose row is asked for. */
  default Duration age(Duration usual) {
    return usual;
  }
}
