package io.tidemark.query.redrive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How to reach the brokers of the input topics.
 *
 * @param producerConfigFile properties of a producer, such as those of a login; null for none
 */
public record RedriveSettings(String bootstrapServers, @Nullable Path producerConfigFile) {

  /**
   * Returns the properties of the producer.
   *
   * @throws IllegalArgumentException if the file cannot be read
   */
  Properties producer() {
    Properties properties = common();
    properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
    properties.put(
        ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 6_000);
    properties.put(ProducerConfig.CLIENT_ID_CONFIG, "tidemark-redrive");
    return properties;
  }

  /** Returns the properties of an admin client; those that only producers know do no harm. */
  Properties admin() {
    return common();
  }

  private Properties common() {
    Properties properties = new Properties();
    if (producerConfigFile != null) {
      try (InputStream in = Files.newInputStream(producerConfigFile)) {
        properties.load(in);
      } catch (IOException e) {
        throw new IllegalArgumentException(
            "producerConfigFile " + producerConfigFile + " cannot be read: " + e.getMessage(), e);
      }
    }
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return properties;
  }
}
