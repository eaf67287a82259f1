package io.tidemark.benchmarks.harness;

import io.tidemark.benchmarks.job.Run;
import io.tidemark.benchmarks.workload.Truth;
import io.tidemark.servers.EmbeddedKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The topics that one run writes, from when they are made until the right rows stand in them. */
final class ResultTopics implements AutoCloseable {
  private static final int PARTITIONS = 2;
  private static final long QUIET_MILLIS = 1_000;
  private static final long GIVE_UP_MILLIS = 120_000;
  private static final int MOST_POLLED = 10_000;
  private static final List<String> OURS =
      List.of(".performance", ".sliding", ".anomalies", ".feedback", ".health", ".dead-letters");

  private final Admin admin;
  private final List<String> topics;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> read = new ArrayList<>();
  private final Truth found = new Truth();
  private long lastMillis;
  private long records;

  ResultTopics(EmbeddedKafka kafka, Run run) throws InterruptedException, ExecutionException {
    this.admin = kafka.admin();
    this.topics = OURS.stream().map(suffix -> run.output() + suffix).toList();
    Map<String, String> brokerTime = Map.of("message.timestamp.type", "LogAppendTime");
    admin
        .createTopics(
            topics.stream()
                .map(name -> new NewTopic(name, PARTITIONS, (short) 1).configs(brokerTime))
                .toList())
        .all()
        .get();
    this.consumer = consumer(kafka);
    for (String topic : List.of(run.fixedTopic(), run.slidingTopic(), run.sessionTopic())) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        read.add(new TopicPartition(topic, partition));
      }
    }
    consumer.assign(read);
  }

  /** Reads topics from their beginnings, once it is told which. */
  static KafkaConsumer<byte[], byte[]> consumer(EmbeddedKafka kafka) {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka.bootstrapServers(),
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.RECEIVE_BUFFER_CONFIG,
            Run.RECEIVE_BUFFER,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            MOST_POLLED),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  /**
   * Waits until the rows are those expected, and returns when the last of them was appended, in
   * milliseconds since the epoch. Reads only after a second of silence, so as not to take the
   * processors from the side that is measured.
   */
  long await(Truth expected, BooleanSupplier failed) throws InterruptedException {
    long seen = 0;
    long changedAt = System.currentTimeMillis();
    String difference = "nothing was read yet";
    while (true) {
      Thread.sleep(100);
      long end = end();
      long now = System.currentTimeMillis();
      if (end != seen) {
        seen = end;
        changedAt = now;
      } else if (end >= expected.size() && end > records && now - changedAt >= QUIET_MILLIS) {
        drain(end);
        difference = expected.difference(found);
        if (difference == null) {
          return lastMillis;
        }
      }
      if (failed.getAsBoolean()) {
        throw new IllegalStateException("the job failed; " + difference);
      }
      if (now - changedAt > GIVE_UP_MILLIS) {
        throw new IllegalStateException(
            "no result for " + Duration.ofMillis(GIVE_UP_MILLIS) + " and " + difference);
      }
    }
  }

  /** How many records were written for the rows. */
  long records() {
    return records;
  }

  private long end() {
    return consumer.endOffsets(read).values().stream().mapToLong(Long::longValue).sum();
  }

  private void drain(long end) {
    while (records < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
        records++;
        if (found.put(record.key(), record.value())) {
          lastMillis = Math.max(lastMillis, record.timestamp());
        }
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
    admin.deleteTopics(topics);
    admin.close();
  }
}
