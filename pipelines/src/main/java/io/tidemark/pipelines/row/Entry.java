package io.tidemark.pipelines.row;

import io.tidemark.change.Change;
import io.tidemark.pipelines.series.SeriesKey;

/**
 * A change of a series, and when its row was written: what the cells of a row are taken from.
 *
 * @param insertedMicros version of the change that inserted the row
 * @param updatedMicros version of the change that last asserted the row's value
 */
public record Entry<O>(SeriesKey key, Change<O> change, long insertedMicros, long updatedMicros) {

  /** The entry of a change by itself: inserted and updated by this change. */
  public static <O> Entry<O> of(SeriesKey key, Change<O> change) {
    return new Entry<>(key, change, change.version(), change.version());
  }
}
