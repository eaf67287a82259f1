package io.tidemark.runners.launch;

import io.tidemark.config.EditDistance;
import java.io.IOException;
import java.io.StringReader;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The properties of one of the job's Kafka clients, as the file of an option has them.
 *
 * @param option the option that names the file, as in {@code --consumerConfigFile}
 * @param file the file; null for none
 * @param values what the file says
 */
record ClientProperties(String option, @Nullable String file, Map<String, String> values) {

  /** Properties of the consumer that the pipeline sets itself, or that are options. */
  private static final Set<String> SET_BY_PIPELINE =
      Set.of(
          ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
          ConsumerConfig.GROUP_ID_CONFIG,
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);

  /** A name that differs from one of Kafka's by so many letters is taken for a slip. */
  private static final int SLIP = 2;

  /** Reads the properties of the job's consumers; without a file there are none. */
  static ClientProperties ofConsumer(@Nullable String file) {
    ClientProperties properties = read("--consumerConfigFile", file);
    for (String name : new TreeSet<>(properties.values.keySet())) {
      if (SET_BY_PIPELINE.contains(name)) {
        throw properties.wrong("sets " + name + ", which the pipeline sets itself: take it out");
      }
    }
    properties.check(
        ConsumerConfig.configNames(),
        values -> {
          values.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
          values.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
          new ConsumerConfig(values);
        });
    return properties;
  }

  /** Reads the properties of the job's producers; without a file there are none. */
  static ClientProperties ofProducer(@Nullable String file) {
    ClientProperties properties = read("--producerConfigFile", file);
    properties.check(
        ProducerConfig.configNames(),
        values -> {
          // What the job sets, whatever the file says.
          values.put(ProducerConfig.ACKS_CONFIG, "all");
          values.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
          values.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
          values.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
          new ProducerConfig(values);
        });
    return properties;
  }

  private static ClientProperties read(String option, @Nullable String file) {
    if (file == null) {
      return new ClientProperties(option, null, Map.of());
    }
    OptionFile from = new OptionFile(option, file);
    Properties read = new Properties();
    try {
      read.load(new StringReader(from.text()));
    } catch (IOException | IllegalArgumentException e) {
      throw from.wrong("has no properties of Java's form (" + e.getMessage() + ")");
    }
    if (read.isEmpty()) {
      throw from.wrong("has no properties, lines of NAME=VALUE");
    }
    Map<String, String> values = new HashMap<>();
    read.stringPropertyNames().forEach(name -> values.put(name, read.getProperty(name)));
    return new ClientProperties(option, file, values);
  }

  private void check(Set<String> known, Consumer<Map<String, Object>> parse) {
    for (String name : new TreeSet<>(values.keySet())) {
      nearest(name, known)
          .ifPresent(
              near -> {
                throw wrong("sets " + name + ", which is no property: did you mean " + near + "?");
              });
    }
    Map<String, Object> all = new HashMap<>(values);
    all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
    try {
      parse.accept(all);
    } catch (ConfigException e) {
      throw wrong("is refused by Kafka's client: " + masked(e.getMessage()));
    }
  }

  /** The property that an unknown name is a slip of. Other names are for plug-ins. */
  private static Optional<String> nearest(String name, Collection<String> known) {
    return known.contains(name)
        ? Optional.empty()
        : known.stream().filter(k -> EditDistance.between(name, k) <= SLIP).min(String::compareTo);
  }

  /** Returns the properties of an admin client that logs in as the job does. */
  Map<String, Object> admin(String bootstrapServers) {
    Map<String, Object> admin = new HashMap<>(values);
    admin.keySet().retainAll(AdminClientConfig.configNames());
    admin.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return admin;
  }

  /** Returns the answer to a file with this fault, which reads on from its path. */
  UsageException wrong(String fault) {
    return new UsageException(option + " is " + file + ", which " + fault);
  }

  /** Returns how the client secures and authenticates its connections, without any secret. */
  String security() {
    String protocol =
        values.getOrDefault(
            CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
            CommonClientConfigs.DEFAULT_SECURITY_PROTOCOL);
    String mechanism = protocol.startsWith("SASL") ? values.get("sasl.mechanism") : null;
    return "security.protocol="
        + protocol
        + (mechanism == null ? "" : ", sasl.mechanism=" + mechanism)
        + (file == null ? "; no " + option + " is given" : "; " + option + "=" + file);
  }

  /** Returns a text of Kafka's without the secrets of the file. */
  String masked(@Nullable String text) {
    return new Secrets(values).maskedIn(String.valueOf(text));
  }
}
