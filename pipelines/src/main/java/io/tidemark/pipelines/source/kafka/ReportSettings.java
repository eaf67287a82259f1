package io.tidemark.pipelines.source.kafka;

import io.tidemark.pipelines.document.NamedFile;
import io.tidemark.pipelines.options.TidemarkOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Where reports of progress are published.
 *
 * @param servers {@code host:port}, several joined by commas
 * @param topic the topic
 * @param producerFile a file with further properties of the producer; null for none
 */
record ReportSettings(String servers, String topic, @Nullable String producerFile) {

  /** A report that cannot be sent within this time is given up, in milliseconds. */
  private static final int PATIENCE_MILLIS = 5_000;

  /** What the options say; null if nothing is to be published. */
  static @Nullable ReportSettings of(TidemarkOptions options) {
    String servers = options.getBootstrapServers();
    return servers == null || !options.getPublishChangelog()
        ? null
        : new ReportSettings(
            servers, options.getOutputTopicPrefix() + ".progress", options.getProducerConfigFile());
  }

  /** Opens a producer, which the caller closes. */
  Producer<byte[], byte[]> open() {
    return new KafkaProducer<>(properties());
  }

  /** Returns the configuration: the file's, but a report that is old is not worth waiting for. */
  Map<String, Object> properties() {
    Map<String, Object> properties = new HashMap<>();
    if (producerFile != null) {
      Properties given = NamedFile.properties("producer properties", producerFile);
      given.stringPropertyNames().forEach(name -> properties.put(name, given.getProperty(name)));
    }
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * PATIENCE_MILLIS);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 1 << 20);
    properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    properties.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
    return properties;
  }
}
