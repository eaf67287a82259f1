package io.tidemark.pipelines.row;

import io.tidemark.change.Change;
import io.tidemark.pipelines.series.SeriesKey;

/**
 * A change of a series with the times at which its row was written: everything that the cells of a
 * row are taken from.
 *
 * @param key the series
 * @param change the change
 * @param insertedMicros version of the change that inserted the row, in microseconds of processing
 *     time
 * @param updatedMicros version of the change that last stated the value of the row, in microseconds
 *     of processing time
 */
public record Entry<O>(SeriesKey key, Change<O> change, long insertedMicros, long updatedMicros) {

  /** Returns the entry of a change whose row it both inserts and updates. */
  public static <O> Entry<O> of(SeriesKey key, Change<O> change) {
    return new Entry<>(key, change, change.version(), change.version());
  }
}
