package io.tidemark.pipelines.sink.kafka.exactlyonce;

import io.tidemark.pipelines.checkpoint.ShardSequence;
import io.tidemark.pipelines.sink.kafka.client.KafkaConfig;
import io.tidemark.pipelines.sink.kafka.client.Publisher;
import io.tidemark.pipelines.sink.kafka.client.TopicRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Publishes the records of a shard in Kafka transactions.
 *
 * <p>{@link #open} takes the shard over from an earlier attempt: a transaction that the attempt
 * left open is aborted, and it can commit no more. Only then the progress of the shard is read,
 * which is kept as the offset of a consumer group. The group and the transactional id are both
 * named {@code TOPIC-publisher-SHARD}.
 */
public final class ShardWriter implements ShardPublisher {

  /** The most records of a transaction, so that it ends far before its timeout. */
  private static final int LARGEST_TRANSACTION = 10_000;

  /** How long closing waits for records that are still being sent. */
  private static final Duration CLOSING = Duration.ofSeconds(10);

  private final String topic;
  private final String id;

  /** The partition whose offset the group has: one that always exists. */
  private final TopicPartition partition;

  private final Producer<byte[], byte[]> producer;
  private final Publisher publisher;

  private Committed committed = Committed.NOTHING;
  private int inTransaction;

  private ShardWriter(String topic, long shard, KafkaConfig kafka) {
    this.topic = topic;
    this.id = topic + "-publisher-" + shard;
    this.partition = new TopicPartition(topic, 0);
    this.producer = new KafkaProducer<>(kafka.transactionalProperties(id));
    this.publisher = new Publisher(producer, kafka);
  }

  /**
   * Takes a shard over and returns its writer.
   *
   * @throws IOException if the brokers do not report the progress
   */
  public static ShardWriter open(String topic, long shard, KafkaConfig kafka) throws IOException {
    ShardWriter writer = new ShardWriter(topic, shard, kafka);
    try {
      writer.takeOver(kafka);
      return writer;
    } catch (IOException | RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  private void takeOver(KafkaConfig kafka) throws IOException {
    producer.initTransactions();
    try (Admin admin = Admin.create(kafka.adminProperties())) {
      committed =
          Committed.parse(
              admin
                  .listConsumerGroupOffsets(
                      Map.of(
                          id,
                          new ListConsumerGroupOffsetsSpec().topicPartitions(List.of(partition))),
                      new ListConsumerGroupOffsetsOptions().requireStable(true))
                  .partitionsToOffsetAndMetadata(id)
                  .get()
                  .get(partition));
    } catch (ExecutionException e) {
      throw new IOException("Kafka did not tell how far " + id + " has come", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while opening " + id, e);
    }
  }

  @Override
  public boolean publish(ShardSequence progress, TopicRecord record) throws IOException {
    if (committed.includes(progress, record)) {
      return false;
    }
    committed = committed.with(progress, record);
    if (inTransaction == 0) {
      producer.beginTransaction();
    }
    publisher.send(record.to(topic));
    inTransaction++;
    if (inTransaction == LARGEST_TRANSACTION) {
      commit();
    }
    return true;
  }

  @Override
  public void commit() throws IOException {
    if (inTransaction == 0) {
      return;
    }
    publisher.flush();
    try {
      producer.sendOffsetsToTransaction(
          Map.of(partition, committed.stored()), new ConsumerGroupMetadata(id));
      producer.commitTransaction();
    } catch (KafkaException e) {
      throw new IOException(
          "Kafka did not commit the transaction of " + id + ": " + e.getMessage(), e);
    }
    inTransaction = 0;
  }

  @Override
  public void close() {
    producer.close(CLOSING);
  }
}
