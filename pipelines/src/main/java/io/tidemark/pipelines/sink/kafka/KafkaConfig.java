package io.tidemark.pipelines.sink.kafka;

import java.io.IOException;
import java.io.Serializable;
import java.nio.channels.Channels;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Which brokers to publish to, and with what producer properties.
 *
 * @param bootstrapServers {@code host:port}, several separated by commas
 * @param propertiesFile a file, in any file system Beam knows, with producer properties ({@code
 *     security.protocol}, {@code sasl.jaas.config} …): read by the workers, so that no secret is
 *     part of the job; null for none
 */
public record KafkaConfig(String bootstrapServers, @Nullable String propertiesFile)
    implements Serializable {

  public KafkaConfig {
    Objects.requireNonNull(bootstrapServers, "bootstrapServers");
    if (bootstrapServers.isBlank()) {
      throw new IllegalArgumentException(
          "bootstrapServers \"" + bootstrapServers + "\" must name a broker, as in localhost:9092");
    }
  }

  /** These brokers, without further properties. */
  public static KafkaConfig of(String bootstrapServers) {
    return new KafkaConfig(bootstrapServers, null);
  }

  /** Adds the producer properties in this file; null for none. */
  public KafkaConfig withPropertiesFile(@Nullable String propertiesFile) {
    return new KafkaConfig(bootstrapServers, propertiesFile);
  }

  /**
   * The producer's properties. Unless the file says otherwise: acknowledged by all replicas, in
   * order, without duplicates from retries, and a broker that is away is waited for up to 10
   * minutes.
   */
  Map<String, Object> producerProperties() {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 600_000);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 600_000L);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    // Each batch is compressed with 130 KB of buffers of its own, more than Kafka's 16 KB of rows.
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.putAll(given());
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    return properties;
  }

  /**
   * The same, for transactions. One that a crash leaves open hides from readers of committed
   * records what is behind it, until the next attempt takes its id over or for its timeout: 60 s,
   * unless the file says otherwise.
   */
  Map<String, Object> transactionalProperties(String transactionalId) {
    Map<String, Object> properties = producerProperties();
    properties.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 60_000);
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    return properties;
  }

  /** How to ask the same brokers. */
  Map<String, Object> adminProperties() {
    Map<String, Object> properties = new HashMap<>(given());
    properties.keySet().retainAll(AdminClientConfig.configNames());
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return properties;
  }

  private Map<String, Object> given() {
    Map<String, Object> properties = new HashMap<>();
    if (propertiesFile != null) {
      read(propertiesFile).forEach((name, value) -> properties.put((String) name, value));
    }
    return properties;
  }

  private static Properties read(String file) {
    Properties properties = new Properties();
    try (var in =
        Channels.newInputStream(
            FileSystems.open(FileSystems.matchSingleFileSpec(file).resourceId()))) {
      properties.load(in);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "Kafka properties file " + file + " cannot be read: " + e.getMessage(), e);
    }
    return properties;
  }
}
