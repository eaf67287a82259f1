package io.tidemark.runners.launch;

import io.tidemark.pipelines.options.Delivery;
import io.tidemark.pipelines.options.TidemarkOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the topics that the job writes where they do not exist, and checks those that do, as one of
 * its producers would.
 */
final class OutputTopics {
  private static final Logger LOG = LoggerFactory.getLogger(OutputTopics.class);

  private final KafkaConnection kafka;
  private final TidemarkOptions options;
  private final Map<String, Integer> inputs;

  /**
   * Creates the check.
   *
   * @param inputs the number of partitions of each topic that is read and exists
   */
  OutputTopics(KafkaConnection kafka, TidemarkOptions options, Map<String, Integer> inputs) {
    this.kafka = kafka;
    this.options = options;
    this.inputs = inputs;
  }

  /**
   * Returns when all topics exist.
   *
   * @throws IllegalStateException naming those that are missing and the commands that make them, if
   *     the brokers or {@code --createTopics} do not allow it, or one may not be written
   */
  void check() {
    Map<String, OutputTopic> wanted = new LinkedHashMap<>();
    OutputTopic.of(options).forEach(topic -> wanted.put(topic.name(), topic));
    TopicsFound found = TopicsFound.of(kafka, wanted.keySet());
    found.requireAllowed(AclOperation.WRITE);
    List<OutputTopic> missing =
        wanted.values().stream().filter(t -> found.missing().contains(t.name())).toList();
    List<OutputTopic> present =
        wanted.values().stream().filter(t -> found.partitions().containsKey(t.name())).toList();
    new TopicSettings(kafka).check(present, options.getMaxRecordBytes());
    if (!missing.isEmpty()) {
      make(missing);
    }
    if (options.getChangelogDelivery() == Delivery.EXACTLY_ONCE) {
      new TransactionRights(kafka)
          .check(wanted.values().stream().filter(topic -> !topic.isOfProgress()).toList());
    }
  }

  private void make(List<OutputTopic> missing) {
    if (!options.getCreateTopics()) {
      throw refused(missing, "and --createTopics=false");
    }
    CreateTopicsResult made =
        kafka.admin().createTopics(missing.stream().map(t -> t.toCreate(partitions(t))).toList());
    List<OutputTopic> notMade = new ArrayList<>();
    String reason = "";
    for (OutputTopic topic : missing) {
      try {
        kafka.answer(made.values().get(topic.name()));
        LOG.info(
            "made the topic {} with {} partitions, {}",
            topic.name(),
            kafka.answer(made.numPartitions(topic.name())),
            topic.settings());
      } catch (KafkaRefusal e) {
        if (!e.is(TopicExistsException.class)) {
          notMade.add(topic);
          reason = "and the brokers do not let this login make them (" + e.getMessage() + ")";
        }
      }
    }
    if (!notMade.isEmpty()) {
      throw refused(notMade, reason);
    }
  }

  private IllegalStateException refused(List<OutputTopic> missing, String reason) {
    String names = missing.stream().map(OutputTopic::name).collect(Collectors.joining(", "));
    String commands =
        missing.stream()
            .map(topic -> "\n  " + topic.command(kafka.brokers(), partitions(topic)))
            .collect(Collectors.joining());
    return new IllegalStateException(
        "the brokers at "
            + kafka.brokers()
            + " do not have topics that are written, "
            + names
            + ", "
            + reason
            + ". Make them, or write none with --publishChangelog=false:"
            + commands);
  }

  private Optional<Integer> partitions(OutputTopic topic) {
    return topic.partitions(options.getOutputPartitions(), inputs);
  }
}
