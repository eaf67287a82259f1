package io.tidemark.pipelines.source.kafka;

/**
 * Where a partition begins and ends at the broker.
 *
 * @param first the first offset that is kept
 * @param end the offset behind the last
 */
record PartitionEnds(long first, long end) {

  /** Returns the offset itself if it can be read, and otherwise the first that can. */
  long readable(long offset) {
    return offset < first || offset > end ? first : offset;
  }
}
