package io.tidemark.pipelines.source.kafka;

import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What the thread of the consumer hands to the reader at a time.
 *
 * @param starts partitions that begin with this, if any
 * @param packs records, in order for each partition
 * @param positions the next offset of each partition behind these records and behind whatever is
 *     not a record
 */
record Polled(@Nullable Starts starts, List<Pack> packs, Map<Integer, Long> positions) {

  /**
   * Partitions that begin, or begin anew at another offset.
   *
   * @param resumedMillis the watermark of the job before, if this one started without its state;
   *     otherwise null
   * @param skipped how many offsets cannot be read any more
   */
  record Starts(
      @Nullable Long resumedMillis, Map<Integer, PartitionStart> partitions, long skipped) {}
}
