package io.tidemark.pipelines.source.kafka;

import io.tidemark.pipelines.document.NamedFile;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/**
 * The configuration of the consumers of one topic: what the pipeline needs, and the properties in a
 * file, which win.
 *
 * <p>The file is read where a consumer is made, from any file system that Beam knows, so that a
 * password in it is neither in the list of processes nor in the graph of the pipeline. It must be
 * readable there: on a cluster, at the same path on every worker, or in shared storage.
 *
 * <p>Aborted transactions are not read unless the file says {@code
 * isolation.level=read_uncommitted}. {@code auto.offset.reset} in the file says where a new group
 * starts; the consumer itself never resets by it, so that a gap does not go unseen.
 */
record ConsumerSettings(TopicSettings topic) implements Consumers {

  /** Where a group without offsets starts, and the default of it. */
  static final String FIRST = "earliest";

  /** How long a call to the broker may take. */
  private static final int API_TIMEOUT_MILLIS = 20_000;

  /**
   * Records of one poll. What a poll does besides was a third of polling with Kafka's 500. More
   * than these, which a partition has in flight two or three times, are moved about by the
   * collector.
   */
  private static final int MOST_POLLED = 2_000;

  /**
   * How long a consumer may answer from memory which partitions a topic has. Kafka's five minutes
   * would hide added ones for as long.
   */
  private static final int METADATA_AGE_MILLIS = 15_000;

  /** Properties that the pipeline depends on, or that have an option of their own. */
  private static final Set<String> NOT_ALLOWED =
      Set.of(
          ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
          ConsumerConfig.GROUP_ID_CONFIG,
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);

  @Override
  public Consumer<byte[], ByteBuffer> open() {
    Map<String, Object> properties = properties();
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    return new KafkaConsumer<>(properties);
  }

  @Override
  public boolean startsAtTheBeginning() {
    Object reset = properties().get(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG);
    return FIRST.equals(String.valueOf(reset).trim());
  }

  /**
   * Returns the whole configuration, as the file and the pipeline give it.
   *
   * @throws IllegalArgumentException if the file has a property that the pipeline sets itself
   */
  Map<String, Object> properties() {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, topic.bootstrapServers());
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, topic.group());
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, FIRST);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, API_TIMEOUT_MILLIS);
    properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_AGE_MILLIS);
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_POLLED);
    properties.put(
        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    // Values stay where the consumer has fetched them: none is copied.
    properties.put(
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteBufferDeserializer.class.getName());
    if (topic.consumerFile() != null) {
      addFrom(topic.consumerFile(), properties);
    }
    return properties;
  }

  private static void addFrom(String file, Map<String, Object> properties) {
    Properties given = NamedFile.properties("consumer properties", file);
    for (String name : given.stringPropertyNames()) {
      if (NOT_ALLOWED.contains(name)) {
        throw new IllegalArgumentException(
            name + " stands in the consumer properties " + file + "; it is set by the pipeline");
      }
      properties.put(name, given.getProperty(name));
    }
  }
}
