package io.tidemark.pipelines.sink.kafka.client;

import io.tidemark.pipelines.document.NamedFile;
import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The brokers to publish to, and the properties of the producer.
 *
 * @param bootstrapServers {@code host:port}, several separated by commas
 * @param propertiesFile a file, in any file system that Beam knows, with producer properties
 *     ({@code security.protocol}, {@code sasl.jaas.config} …). Workers read it, so that no secret
 *     is part of the job. Null for none
 * @param largestValue the longest value of a record, in bytes, which the producer must send whole
 */
public record KafkaConfig(
    String bootstrapServers, @Nullable String propertiesFile, int largestValue)
    implements Serializable {

  /** What key, headers and frames of a record may take beside its value, in bytes. */
  private static final int BESIDE_VALUE = 64 << 10;

  private static final int DEFAULT_LARGEST_VALUE = 1 << 20;

  /** Kafka's default of {@code buffer.memory}. */
  private static final long LEAST_BUFFER = 32L << 20;

  public KafkaConfig {
    Objects.requireNonNull(bootstrapServers, "bootstrapServers");
    if (bootstrapServers.isBlank()) {
      throw new IllegalArgumentException(
          "bootstrapServers \"" + bootstrapServers + "\" must name a broker, as in localhost:9092");
    }
  }

  /** Returns the configuration of these brokers without further properties. */
  public static KafkaConfig of(String bootstrapServers) {
    return new KafkaConfig(bootstrapServers, null, DEFAULT_LARGEST_VALUE);
  }

  /** Adds the producer properties in this file; null for none. */
  public KafkaConfig withPropertiesFile(@Nullable String propertiesFile) {
    return new KafkaConfig(bootstrapServers, propertiesFile, largestValue);
  }

  /**
   * Sets the longest value that is sent whole, in bytes, at least 1 MiB: that of a dead letter. The
   * topic must take it, too; a longer one is cut.
   */
  public KafkaConfig withLargestValue(int bytes) {
    return new KafkaConfig(
        bootstrapServers, propertiesFile, Math.max(DEFAULT_LARGEST_VALUE, bytes));
  }

  /**
   * Returns the properties of the producer. A broker that is away is waited for up to 10 minutes,
   * unless the file sets other timeouts. Records are acknowledged by all in-sync replicas, stay in
   * order and are not duplicated by retries, whatever the file sets.
   *
   * @throws IllegalArgumentException if the file cannot be read
   */
  public Map<String, Object> producerProperties() {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 600_000);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 600_000L);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    // Compressing a batch takes buffers of 130 KB, which Kafka's default of 16 KB would not repay.
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    int largest = largestValue + BESIDE_VALUE;
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, largest);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Math.max(LEAST_BUFFER, 2L * largest));
    properties.putAll(fileProperties());
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    return properties;
  }

  /**
   * Returns the properties of a producer of transactions. A transaction that a crash leaves open
   * hides all later records from readers of committed records, until the next attempt takes over
   * its id or the transaction times out: after 60 s, unless the file sets another timeout.
   */
  public Map<String, Object> transactionalProperties(String transactionalId) {
    Map<String, Object> properties = producerProperties();
    properties.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 60_000);
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    return properties;
  }

  /** Returns the properties of an admin client of the same brokers. */
  public Map<String, Object> adminProperties() {
    Map<String, Object> properties = new HashMap<>(fileProperties());
    properties.keySet().retainAll(AdminClientConfig.configNames());
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return properties;
  }

  private Map<String, Object> fileProperties() {
    Map<String, Object> properties = new HashMap<>();
    if (propertiesFile != null) {
      read(propertiesFile).forEach((name, value) -> properties.put((String) name, value));
    }
    return properties;
  }

  private static Properties read(String file) {
    Properties properties = new Properties();
    try (var in = NamedFile.open(file)) {
      properties.load(in);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "Kafka properties file " + file + " cannot be read: " + e.getMessage(), e);
    }
    return properties;
  }
}
