package io.tidemark.pipelines.sink.kafka;

import io.tidemark.pipelines.checkpoint.ShardSequence;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What the brokers know of a shard: committed in the transactions of its records, as the offset and
 * metadata of a consumer group, so that both stand or neither.
 *
 * @param lineage of the job that published last
 * @param next the sequence number after the last record published
 * @param attempt the latest attempt that one of the records published was made by
 */
record Committed(long lineage, long next, long attempt) {

  /** Where nothing was ever published. */
  static final Committed NOTHING = new Committed(Long.MIN_VALUE, 0, Long.MIN_VALUE);

  static Committed parse(@Nullable OffsetAndMetadata stored) {
    if (stored == null) {
      return NOTHING;
    }
    String[] parts = stored.metadata().split(" ", -1);
    if (parts.length != 2) {
      throw new IllegalStateException(
          "a consumer uses the group in which progress is kept: offset "
              + stored.offset()
              + " has metadata \""
              + stored.metadata()
              + "\"");
    }
    return new Committed(Long.parseLong(parts[0]), stored.offset(), Long.parseLong(parts[1]));
  }

  OffsetAndMetadata stored() {
    return new OffsetAndMetadata(next, lineage + " " + attempt);
  }

  /**
   * Whether the record has been published. A sequence number that has been used is not enough: a
   * job started again from an older savepoint makes other records with the same numbers, and they
   * are to be published.
   *
   * @param progress of the shard after the record
   */
  boolean includes(ShardSequence progress, TopicRecord record) {
    return progress.lineage() == lineage && progress.next() <= next && record.attempt() <= attempt;
  }

  /**
   * After one more record.
   *
   * @throws IllegalStateException when a job that began later publishes the same topic: of two, the
   *     younger goes on
   */
  Committed with(ShardSequence progress, TopicRecord record) {
    if (progress.lineage() < lineage) {
      throw new IllegalStateException(
          "another job that began later publishes here: stop one, or give one another"
              + " --outputTopicPrefix");
    }
    boolean same = progress.lineage() == lineage;
    return new Committed(
        progress.lineage(),
        progress.next(),
        same ? Math.max(attempt, record.attempt()) : record.attempt());
  }
}
