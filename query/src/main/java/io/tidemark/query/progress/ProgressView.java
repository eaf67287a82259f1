package io.tidemark.query.progress;

import io.tidemark.query.row.Stream;
import java.util.List;

/** What is known now of how far the job is. Safe for use by many threads; never blocks. */
public interface ProgressView {

  /** Returns how far a stream of windows is. */
  StreamProgress of(Stream stream);

  /** Returns the newest report of each partition, by topic and partition. */
  List<PartitionReport> partitions();

  /** Returns whether the source of this knowledge answers; otherwise it is of the past. */
  boolean isStale();
}
