package io.tidemark.pipelines.source.kafka;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Makes a Kafka consumer of the configuration that KafkaIO gives and the properties in a file,
 * which win.
 *
 * <p>The file is read where the consumer is made, from any file system that Beam knows, so that a
 * password in it is neither in the list of processes nor in the graph of the pipeline. It must be
 * readable there: on a cluster, at the same path on every worker, or in shared storage.
 *
 * <p>A property that the pipeline sets itself is refused with {@link IllegalArgumentException}.
 */
final class ConsumerFromFile
    implements SerializableFunction<Map<String, Object>, Consumer<byte[], byte[]>> {
  private static final long serialVersionUID = 1L;

  /** Properties that the pipeline depends on, or that have an option of their own. */
  private static final Set<String> NOT_ALLOWED =
      Set.of(
          ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
          ConsumerConfig.GROUP_ID_CONFIG,
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);

  private final @Nullable String file;

  /** Reads this file; null for no further properties. */
  ConsumerFromFile(@Nullable String file) {
    this.file = file;
  }

  @Override
  public Consumer<byte[], byte[]> apply(Map<String, Object> config) {
    return new KafkaConsumer<>(merged(config));
  }

  /**
   * Returns the configuration of the consumer. For packed records the values are buffers, of which
   * {@link PackRecords} makes what the caller of the consumer polls.
   */
  Map<String, Object> merged(Map<String, Object> config) {
    Map<String, Object> merged = new HashMap<>(config);
    if (config.containsKey(PackRecords.MOST_RECORDS)) {
      merged.put(
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteBufferDeserializer.class.getName());
    }
    if (file == null) {
      return merged;
    }
    Properties properties = load(file);
    for (String name : properties.stringPropertyNames()) {
      if (NOT_ALLOWED.contains(name)) {
        throw new IllegalArgumentException(
            name + " stands in the consumer properties " + file + "; it is set by the pipeline");
      }
      merged.merge(name, properties.getProperty(name), (own, given) -> joined(name, own, given));
    }
    return merged;
  }

  /**
   * Puts the user's interceptors first, so that they see records before the pipeline packs them.
   */
  private static Object joined(String name, Object own, Object given) {
    return name.equals(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG) ? given + "," + own : given;
  }

  private static Properties load(String file) {
    Properties properties = new Properties();
    try (Reader reader =
        new InputStreamReader(
            Channels.newInputStream(
                FileSystems.open(FileSystems.matchSingleFileSpec(file).resourceId())),
            StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "consumer properties " + file + " cannot be read here; a readable file is needed", e);
    }
    return properties;
  }
}
