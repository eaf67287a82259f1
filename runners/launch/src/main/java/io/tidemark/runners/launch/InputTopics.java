package io.tidemark.runners.launch;

import io.tidemark.pipelines.options.TidemarkOptions;
import io.tidemark.pipelines.source.kafka.StreamRole;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks that the job may read its topics, as one of its consumers would. One topic is enough; the
 * streams of those that do not exist have no events.
 */
final class InputTopics {
  private static final Logger LOG = LoggerFactory.getLogger(InputTopics.class);

  private InputTopics() {}

  /**
   * Returns the number of partitions of each topic that exists.
   *
   * @throws IllegalStateException if none exists, or one may not be read
   */
  static Map<String, Integer> check(KafkaConnection kafka, TidemarkOptions options) {
    Set<String> wanted = new TreeSet<>(StreamRole.topics(options));
    TopicsFound found = TopicsFound.of(kafka, wanted);
    found.requireAllowed(AclOperation.READ);
    List<String> missing = new ArrayList<>(found.missing());
    if (missing.size() == wanted.size()) {
      throw new IllegalStateException(noneExists(kafka, missing));
    }
    if (!missing.isEmpty()) {
      LOG.warn(
          "no topic {} on {}: its stream has no events until it is made; the job reads {}",
          String.join(", ", missing),
          kafka.brokers(),
          String.join(", ", found.partitions().keySet()));
    }
    requireGroup(kafka, options.getConsumerGroup());
    return new TreeMap<>(found.partitions());
  }

  private static String noneExists(KafkaConnection kafka, Collection<String> missing) {
    return missing.stream()
        .map(topic -> "\n  " + OutputTopic.create(kafka.brokers(), topic))
        .collect(
            Collectors.joining(
                "",
                "none of the topics to read exists on "
                    + kafka.brokers()
                    + ": "
                    + String.join(", ", missing)
                    + ". Name yours with --performanceTopic, --feedbackTopic, --healthTopic or"
                    + " --otlpSpansTopic (one is enough), or make one:",
                ""));
  }

  /** Fails if the consumers may not use their group. */
  static void requireGroup(KafkaConnection kafka, String group) {
    try {
      Set<AclOperation> allowed =
          kafka
              .answer(
                  kafka
                      .admin()
                      .describeConsumerGroups(
                          List.of(group),
                          new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                      .describedGroups()
                      .get(group))
              .authorizedOperations();
      if (allowed != null && !allowed.contains(AclOperation.READ)) {
        throw new IllegalStateException(notAllowed(kafka, group));
      }
    } catch (KafkaRefusal e) {
      if (e.is(GroupAuthorizationException.class)) {
        throw new IllegalStateException(notAllowed(kafka, group));
      }
      if (!e.is(GroupIdNotFoundException.class)) {
        throw new IllegalStateException(
            "the brokers do not describe the consumer group " + group + ": " + e.getMessage());
      }
    }
  }

  private static String notAllowed(KafkaConnection kafka, String group) {
    return "the login ("
        + kafka.properties().security()
        + ") may not use the consumer group "
        + group
        + ": grant it READ on the group, or name another with --consumerGroup";
  }
}
