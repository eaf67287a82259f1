package io.tidemark.cli.check;

import io.tidemark.pipelines.record.RawRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The newest records of a topic, read without a consumer group, so that nobody's offsets change.
 */
public final class NewestRecords {
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private NewestRecords() {}

  /**
   * Reads records, those of a partition in the order of their offsets.
   *
   * @param properties of the consumer, with {@code bootstrap.servers}
   * @param perPartition how many records of each partition are read, at least 1
   * @param receiver is given the place, such as {@code perf-metrics/0/17}, and the record
   * @throws IllegalStateException if there is no such topic, or it does not answer for 15 s
   */
  public static void read(
      Properties properties,
      String topic,
      long perPartition,
      BiConsumer<String, RawRecord> receiver) {
    Properties all = new Properties();
    all.putAll(properties);
    all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    all.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    all.putIfAbsent(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = partitions(consumer, topic);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
      consumer.assign(partitions);
      ends.forEach(
          (partition, end) ->
              consumer.seek(partition, Math.max(beginnings.get(partition), end - perPartition)));
      readTo(consumer, topic, new HashMap<>(ends), receiver);
    }
  }

  private static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
    List<PartitionInfo> found = consumer.partitionsFor(topic);
    if (found == null || found.isEmpty()) {
      throw new IllegalStateException(
          "there is no topic " + topic + "; there are " + consumer.listTopics().keySet());
    }
    return found.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
  }

  private static void readTo(
      KafkaConsumer<byte[], byte[]> consumer,
      String topic,
      Map<TopicPartition, Long> ends,
      BiConsumer<String, RawRecord> receiver) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
    while (!ends.isEmpty()) {
      ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
      for (ConsumerRecord<byte[], byte[]> record : polled) {
        String place = topic + "/" + record.partition() + "/" + record.offset();
        receiver.accept(place, raw(record));
      }
      if (!polled.isEmpty()) {
        deadline = System.nanoTime() + PATIENCE.toNanos();
      } else if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "topic " + topic + " has given no record for " + PATIENCE.toSeconds() + " s");
      }
      ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
    }
  }

  private static RawRecord raw(ConsumerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new HashMap<>();
    for (Header header : record.headers()) {
      if (header.value() != null) {
        headers.put(
            header.key().toLowerCase(Locale.ROOT),
            new String(header.value(), StandardCharsets.UTF_8));
      }
    }
    return new RawRecord(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        headers,
        record.value() == null ? new byte[0] : record.value());
  }
}
