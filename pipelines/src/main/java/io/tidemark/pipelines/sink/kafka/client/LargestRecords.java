package io.tidemark.pipelines.sink.kafka.client;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How large a record may be, in bytes: what the producer sends and the topic takes. A login that
 * may not see the settings of the topic is told by refusals: each halves the limit of the topic in
 * this process, so that an attempt that is repeated comes through.
 */
final class LargestRecords {
  /** Kafka's default of {@code max.message.bytes}. */
  static final int DEFAULT = 1_048_588;

  /** No refusal takes the limit below this: the headers of a letter need as much. */
  private static final int LEAST = 16 << 10;

  private static final Map<String, Integer> REFUSED = new ConcurrentHashMap<>();

  private final Map<String, Integer> known = new ConcurrentHashMap<>();
  private final @Nullable KafkaConfig kafka;

  /** Asks these brokers; null for Kafka's default without asking. */
  LargestRecords(@Nullable KafkaConfig kafka) {
    this.kafka = kafka;
  }

  /** Returns the limit of a topic. */
  int of(String topic) throws IOException {
    Integer limit = known.get(topic);
    if (limit == null) {
      limit = kafka == null ? DEFAULT : Math.min(ofProducer(kafka), ofTopic(kafka, topic));
      known.put(topic, limit);
    }
    return Math.min(limit, REFUSED.getOrDefault(topic, Integer.MAX_VALUE));
  }

  /** Returns whether the topic has refused a record for its size. */
  static boolean hasRefused(String topic) {
    return REFUSED.containsKey(topic);
  }

  /** Notes that the topic has refused a record of this size. */
  static void refused(String topic, int bytes) {
    REFUSED.merge(topic, Math.max(LEAST, bytes / 2), Math::min);
  }

  private static int ofProducer(KafkaConfig kafka) {
    Map<String, Object> properties = kafka.producerProperties();
    return (int)
        Math.min(
            number(properties, ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
            number(properties, ProducerConfig.BUFFER_MEMORY_CONFIG));
  }

  private static long number(Map<String, Object> properties, String name) {
    return Long.parseLong(properties.get(name).toString().strip());
  }

  private static int ofTopic(KafkaConfig kafka, String topic) throws IOException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = Admin.create(kafka.adminProperties())) {
      return Integer.parseInt(
          admin
              .describeConfigs(List.of(resource))
              .values()
              .get(resource)
              .get()
              .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
              .value());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        return DEFAULT;
      }
      throw new IOException("Kafka did not tell the largest record of " + topic, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking for the largest record of " + topic, e);
    }
  }
}
