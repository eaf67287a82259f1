package io.tidemark.pipelines.sink.kafka.exactlyonce;

import io.tidemark.pipelines.checkpoint.ShardSequence;
import io.tidemark.pipelines.sink.kafka.client.TopicRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What has been published of a shard, as the brokers know it. It is committed in the transaction of
 * the records themselves, as the offset and metadata of a consumer group, so that either both are
 * committed or neither.
 *
 * @param lineage the lineage of the job that published last
 * @param next the sequence number after that of the last record published
 * @param attempt the latest attempt that made one of the records published
 */
record Committed(long lineage, long next, long attempt) {

  /** The state of a shard of which nothing was ever published. */
  static final Committed NOTHING = new Committed(Long.MIN_VALUE, 0, Long.MIN_VALUE);

  /**
   * Reads the offset of the consumer group; null if it has none.
   *
   * @throws IllegalStateException if a consumer has used the group for its own offsets
   */
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

  /** Returns the offset and metadata to commit. */
  OffsetAndMetadata stored() {
    return new OffsetAndMetadata(next, lineage + " " + attempt);
  }

  /**
   * Returns whether the record has been published. A sequence number that has been used is not
   * enough: a job that is started again from an older savepoint makes other records with the same
   * numbers, and those must be published.
   *
   * @param progress the sequence of the shard after the record
   */
  boolean includes(ShardSequence progress, TopicRecord record) {
    return progress.lineage() == lineage && progress.next() <= next && record.attempt() <= attempt;
  }

  /**
   * Returns the state after one more record.
   *
   * @throws IllegalStateException if a job that began later publishes to the same topic: of two
   *     jobs the younger one continues
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
