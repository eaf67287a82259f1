package io.tidemark.pipelines.sink.postgres;

import io.tidemark.pipelines.series.SeriesKey;

/**
 * The shards into which the rows of a table are divided while they are written. All rows of a
 * series are in one shard, and one instance of the step at a time writes a shard.
 */
final class WriterShard {

  /**
   * The number of shards. It is fixed: timers are stored by the number of their shard, and the
   * progress of a stream is known only with that of all its shards.
   *
   * <p>Of these 64 a task on Flink has at most 33 where there are 2 tasks, 18 of 4, 14 of 8 and 7
   * of 16. More than 64 tasks never write at once.
   */
  static final int SHARDS = 64;

  private static final int SHIFT = 32 - Integer.numberOfTrailingZeros(SHARDS);

  private WriterShard() {}

  /**
   * Returns the shard of a series, from 0 to {@link #SHARDS} - 1: the upper bits of its hash after
   * the finalizer of MurmurHash3, so that they depend on all others.
   */
  static int of(SeriesKey key) {
    int hash = key.hashCode();
    hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
    return (hash ^ (hash >>> 16)) >>> SHIFT;
  }
}
