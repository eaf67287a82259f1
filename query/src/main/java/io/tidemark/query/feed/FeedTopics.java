package io.tidemark.query.feed;

import io.tidemark.query.row.Stream;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The changelog topics of one prefix, and what is asked of a broker about them. */
final class FeedTopics {
  private final Map<String, Stream> streams = new HashMap<>();
  private final String progress;

  FeedTopics(String prefix) {
    Arrays.stream(Stream.values()).forEach(stream -> streams.put(stream.topic(prefix), stream));
    progress = prefix + ".progress";
  }

  /** Returns the stream of a topic; null of the topic of progress. */
  @Nullable Stream stream(String topic) {
    return streams.get(topic);
  }

  boolean isChangelog(TopicPartition partition) {
    return streams.containsKey(partition.topic());
  }

  /** Returns the partitions that there are now. */
  Set<TopicPartition> find(Consumer<?, ?> consumer, Duration timeout, boolean withProgress) {
    Set<TopicPartition> found = new HashSet<>();
    Map<String, List<PartitionInfo>> topics = consumer.listTopics(timeout);
    topics.forEach(
        (topic, partitions) -> {
          if (streams.containsKey(topic) || (withProgress && topic.equals(progress))) {
            partitions.forEach(info -> found.add(new TopicPartition(topic, info.partition())));
          }
        });
    return found;
  }

  /** Returns where to begin so that every record made at or after a time is read. */
  static Map<TopicPartition, Long> since(
      Consumer<?, ?> consumer,
      Map<TopicPartition, Long> ends,
      long millis,
      Duration timeout) {
    Map<TopicPartition, Long> asked = new HashMap<>();
    ends.keySet().forEach(partition -> asked.put(partition, Math.max(0, millis)));
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(asked, timeout);
    Map<TopicPartition, Long> since = new HashMap<>();
    ends.forEach(
        (partition, end) -> {
          OffsetAndTimestamp first = found.get(partition);
          since.put(partition, first == null ? end : Math.min(end, first.offset()));
        });
    return since;
  }

  /** Returns a consumer that only reads what is committed, and commits nothing. */
  static Consumer<byte[], byte[]> consumer(
      Map<String, Object> kafka, String name, int atOnce) {
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, name);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, atOnce);
    properties.putIfAbsent(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
