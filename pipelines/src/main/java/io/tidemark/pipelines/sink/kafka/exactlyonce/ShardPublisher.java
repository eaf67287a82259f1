package io.tidemark.pipelines.sink.kafka.exactlyonce;

import io.tidemark.pipelines.checkpoint.ShardSequence;
import io.tidemark.pipelines.sink.kafka.client.TopicRecord;
import java.io.IOException;

/** Publishes the records of one shard of a topic, each once, however often it is called for. */
interface ShardPublisher extends AutoCloseable {

  /**
   * Publishes a record unless an earlier attempt has committed it. It becomes visible with the next
   * {@link #commit}.
   *
   * @param progress the sequence of the shard after the record
   * @return false if an earlier attempt has committed it
   */
  boolean publish(ShardSequence progress, TopicRecord record) throws IOException;

  /** Commits the records published, together with the progress of the shard. */
  void commit() throws IOException;

  /** Releases the publisher, without committing. */
  @Override
  void close();
}
