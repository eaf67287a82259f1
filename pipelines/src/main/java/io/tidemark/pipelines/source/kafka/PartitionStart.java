package io.tidemark.pipelines.source.kafka;

/**
 * Where a reader begins with a partition.
 *
 * @param offset the first offset to read
 * @param replayEnd the offset up to which an earlier attempt may have read; at most {@code offset}
 *     if none has read further
 * @param completedMillis the watermark, in milliseconds since the epoch, up to which results are
 *     known to be durable
 * @param floor the offset at which the group began to read the partition
 * @param doneBefore the offset up to which a job whose state is lost had read; -1 for none
 * @param reserved up to which offset reading has been announced to the group already
 */
record PartitionStart(
    long offset, long replayEnd, long completedMillis, long floor, long doneBefore, long reserved) {

  /** Returns the start of a partition that nobody has read. */
  static PartitionStart at(long offset) {
    return new PartitionStart(offset, offset, PartitionWatermark.MIN_MILLIS, offset, -1, 0);
  }

  /**
   * Returns the start of a partition that was added while the job ran.
   *
   * @param replayEnd up to which offset an earlier attempt may have read it, 0 for none
   */
  static PartitionStart added(long first, long replayEnd, long reserved) {
    return new PartitionStart(first, replayEnd, PartitionWatermark.MIN_MILLIS, first, -1, reserved);
  }

  /** Returns the start of a partition that goes on from a mark, and whose group has this note. */
  static PartitionStart from(PartitionMark mark, long replayEnd, long reserved) {
    return new PartitionStart(
        mark.offset(),
        Math.max(mark.replayEnd(), replayEnd),
        mark.completedMillis(),
        mark.floor(),
        mark.doneBefore(),
        reserved);
  }

  /** Returns the same start at another offset. */
  PartitionStart withOffset(long moved) {
    return new PartitionStart(moved, replayEnd, completedMillis, floor, doneBefore, reserved);
  }

  /**
   * Returns the same start at an offset that can be read. In a topic that was made anew, nothing
   * has been read.
   */
  PartitionStart movedInto(PartitionEnds ends) {
    if (offset > ends.end()) {
      return new PartitionStart(
          ends.first(), ends.first(), completedMillis, ends.first(), -1, reserved);
    }
    return new PartitionStart(
        ends.readable(offset),
        Math.min(replayEnd, ends.end()),
        completedMillis,
        floor,
        doneBefore,
        reserved);
  }
}
