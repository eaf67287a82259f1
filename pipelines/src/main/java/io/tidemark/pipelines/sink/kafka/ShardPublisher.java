package io.tidemark.pipelines.sink.kafka;

import io.tidemark.pipelines.checkpoint.ShardSequence;
import java.io.IOException;

/** Publishes the records of one shard of a topic, each once, however often it is told to. */
interface ShardPublisher extends AutoCloseable {

  /**
   * Publishes a record unless an earlier attempt has; it is not committed yet.
   *
   * @param progress of the shard after the record
   * @return whether it is published now
   */
  boolean publish(ShardSequence progress, TopicRecord record) throws IOException;

  /** Commits what has been published, and with it how far the shard has come. */
  void commit() throws IOException;

  /** Aborts what has not been committed. */
  @Override
  void close();
}
