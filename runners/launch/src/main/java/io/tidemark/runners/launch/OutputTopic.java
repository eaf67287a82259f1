package io.tidemark.runners.launch;

import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.SystemHealth;
import io.tidemark.pipelines.event.UserFeedback;
import io.tidemark.pipelines.options.TidemarkOptions;
import io.tidemark.pipelines.source.kafka.StreamRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * A topic that the job writes, and how it is made if it does not exist. The brokers choose the
 * number of replicas.
 *
 * @param name its name
 * @param inputs the topics read for it, of which it gets the largest number of partitions; none for
 *     the one that says how far all topics are read
 * @param settings its settings; compacted topics have the rows that stand, see {@link #rows}
 */
record OutputTopic(String name, List<String> inputs, Map<String, String> settings) {

  /** The longest record of a row: names of 256 characters in both rows and the key, escaped. */
  static final int LONGEST_ROW = 128 << 10;

  /** What a dead letter's headers and key may take beside its value, in bytes. */
  static final int HEADERS = 64 << 10;

  private static final long DAY_MILLIS = 86_400_000L;

  /** Returns the topics that the job of these options writes. */
  static List<OutputTopic> of(TidemarkOptions options) {
    String prefix = options.getOutputTopicPrefix() + ".";
    List<String> performance = StreamRole.topicsOf(PerformanceMetrics.class, options);
    List<String> feedback = StreamRole.topicsOf(UserFeedback.class, options);
    List<String> health = StreamRole.topicsOf(SystemHealth.class, options);
    List<OutputTopic> topics = new ArrayList<>();
    if (!options.getFixedSize().equals("none")) {
      topics.add(rows(prefix + "performance", performance));
    }
    if (!options.getSlidingSize().equals("none")) {
      topics.add(rows(prefix + "sliding", performance));
      topics.add(rows(prefix + "anomalies", performance));
    }
    topics.add(rows(prefix + "feedback", feedback));
    topics.add(rows(prefix + "health", health));
    topics.add(
        letters(
            prefix + "dead-letters",
            List.copyOf(StreamRole.topics(options)),
            options.getMaxRecordBytes()));
    topics.add(progress(prefix + "progress"));
    return topics;
  }

  /**
   * A topic of rows: each change is kept for a day at least, the newest of a row for ever, and that
   * a row is gone can be read for a week.
   */
  private static OutputTopic rows(String name, List<String> inputs) {
    return new OutputTopic(
        name,
        inputs,
        Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_COMPACT,
            TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
            Long.toString(DAY_MILLIS),
            TopicConfig.DELETE_RETENTION_MS_CONFIG,
            Long.toString(7 * DAY_MILLIS)));
  }

  /** A topic of dead letters, each kept whole for 90 days. */
  private static OutputTopic letters(String name, List<String> inputs, int maxRecordBytes) {
    return new OutputTopic(
        name,
        inputs,
        Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_DELETE,
            TopicConfig.RETENTION_MS_CONFIG,
            Long.toString(90 * DAY_MILLIS),
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
            Integer.toString(Math.max(1 << 20, maxRecordBytes) + HEADERS)));
  }

  /**
   * A topic of one partition with how far each partition that is read is. Only the newest is of
   * use, and it comes every second, so little is kept and segments are short.
   */
  private static OutputTopic progress(String name) {
    return new OutputTopic(
        name,
        List.of(),
        Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_COMPACT,
            TopicConfig.SEGMENT_MS_CONFIG,
            Long.toString(DAY_MILLIS / 24)));
  }

  boolean isOfRows() {
    return TopicConfig.CLEANUP_POLICY_COMPACT.equals(
        settings.get(TopicConfig.CLEANUP_POLICY_CONFIG));
  }

  boolean isOfProgress() {
    return inputs.isEmpty();
  }

  /**
   * The number of partitions: what the option says, or that of the inputs; 1 for progress.
   *
   * @param option 0 for as many as the inputs have
   * @param inputs the partitions of each input that exists
   * @return empty for the default of the brokers
   */
  Optional<Integer> partitions(int option, Map<String, Integer> inputs) {
    if (isOfProgress()) {
      return Optional.of(1);
    }
    return option > 0
        ? Optional.of(option)
        : this.inputs.stream().map(inputs::get).filter(n -> n != null).max(Integer::compare);
  }

  NewTopic toCreate(Optional<Integer> partitions) {
    return new NewTopic(name, partitions, Optional.empty()).configs(settings);
  }

  /** Returns the command that makes it. */
  String command(String brokers, Optional<Integer> partitions) {
    StringBuilder command = new StringBuilder(create(brokers, name));
    partitions.ifPresent(n -> command.append(" --partitions ").append(n));
    new TreeMap<>(settings)
        .forEach((key, value) -> command.append(" --config " + key + "=" + value));
    return command.toString();
  }

  /** Returns the command that makes a topic with the defaults of the brokers. */
  static String create(String brokers, String topic) {
    return "kafka-topics.sh --bootstrap-server " + brokers + " --create --topic " + topic;
  }
}
