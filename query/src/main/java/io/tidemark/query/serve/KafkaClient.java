package io.tidemark.query.serve;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The properties of a Kafka client. */
final class KafkaClient {
  private KafkaClient() {}

  /**
   * Returns the brokers and what a file of properties says, which is read as Java properties.
   *
   * @throws IOException if the file cannot be read
   */
  static Map<String, Object> properties(String bootstrapServers, @Nullable Path file)
      throws IOException {
    Properties read = new Properties();
    if (file != null) {
      try (Reader reader = Files.newBufferedReader(file)) {
        read.load(reader);
      }
    }
    Map<String, Object> properties = new HashMap<>();
    read.forEach((name, value) -> properties.put((String) name, value));
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return properties;
  }
}
