package io.tidemark.runners.launch;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares the settings of topics that exist with what the job writes to them. */
final class TopicSettings {
  private static final Logger LOG = LoggerFactory.getLogger(TopicSettings.class);

  private final KafkaConnection kafka;

  TopicSettings(KafkaConnection kafka) {
    this.kafka = kafka;
  }

  /**
   * Warns of what loses records or cuts them.
   *
   * @throws IllegalStateException if a topic does not take the longest row
   */
  void check(List<OutputTopic> topics, int maxRecordBytes) {
    Map<ConfigResource, KafkaFuture<Config>> answers =
        kafka
            .admin()
            .describeConfigs(topics.stream().map(TopicSettings::resource).toList())
            .values();
    for (OutputTopic topic : topics) {
      try {
        check(topic, kafka.answer(answers.get(resource(topic))), maxRecordBytes);
      } catch (KafkaRefusal e) {
        LOG.info("the settings of {} cannot be checked: {}", topic.name(), e.getMessage());
      }
    }
  }

  private static ConfigResource resource(OutputTopic topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
  }

  private void check(OutputTopic topic, Config config, int maxRecordBytes) {
    if (topic.isOfProgress()) {
      return;
    }
    String cleanup = value(config, TopicConfig.CLEANUP_POLICY_CONFIG);
    long largest = Long.parseLong(value(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
    if (!topic.isOfRows()) {
      warnOfCutLetters(topic, largest, maxRecordBytes);
      return;
    }
    if (!cleanup.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      LOG.warn(
          "{} has cleanup.policy={}: rows older than its retention can no longer be read from it;"
              + " with compact the newest change of each row stays",
          topic.name(),
          cleanup);
    }
    if (largest < OutputTopic.LONGEST_ROW) {
      throw new IllegalStateException(
          topic.name()
              + " has max.message.bytes="
              + largest
              + ", and a row may need "
              + OutputTopic.LONGEST_ROW
              + ": kafka-configs.sh --bootstrap-server "
              + kafka.brokers()
              + " --alter --topic "
              + topic.name()
              + " --add-config max.message.bytes=1048588");
    }
  }

  private static void warnOfCutLetters(OutputTopic topic, long largest, int maxRecordBytes) {
    if (largest < maxRecordBytes) {
      LOG.warn(
          "{} has max.message.bytes={}, less than --maxRecordBytes={}: longer dead letters are cut"
              + " to what fits there, and whole in the table only",
          topic.name(),
          largest,
          maxRecordBytes);
    }
  }

  private static String value(Config config, String name) {
    ConfigEntry entry = config.get(name);
    if (entry == null || entry.value() == null) {
      throw new IllegalStateException("the brokers do not tell a topic's " + name);
    }
    return entry.value();
  }
}
