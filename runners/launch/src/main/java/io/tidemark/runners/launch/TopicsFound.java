package io.tidemark.runners.launch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What the brokers say of some topics.
 *
 * @param partitions the number of partitions of each that exists
 * @param missing those that do not exist
 */
record TopicsFound(
    KafkaConnection kafka,
    Map<String, Integer> partitions,
    List<String> missing,
    Map<String, Set<AclOperation>> allowed) {

  static TopicsFound of(KafkaConnection kafka, Collection<String> topics) {
    TopicsFound found = new TopicsFound(kafka, new TreeMap<>(), new ArrayList<>(), new TreeMap<>());
    Map<String, KafkaFuture<TopicDescription>> answers =
        kafka
            .admin()
            .describeTopics(topics, new DescribeTopicsOptions().includeAuthorizedOperations(true))
            .topicNameValues();
    new TreeMap<>(answers).forEach(found::add);
    return found;
  }

  private void add(String topic, KafkaFuture<TopicDescription> answer) {
    try {
      TopicDescription description = kafka.answer(answer);
      partitions.put(topic, description.partitions().size());
      if (description.authorizedOperations() != null) {
        allowed.put(topic, description.authorizedOperations());
      }
    } catch (KafkaRefusal e) {
      if (e.is(UnknownTopicOrPartitionException.class)) {
        missing.add(topic);
      } else if (e.is(TopicAuthorizationException.class)) {
        allowed.put(topic, Set.of());
      } else {
        throw new IllegalStateException(
            "the brokers do not describe the topic " + topic + ": " + e.getMessage());
      }
    }
  }

  /**
   * Fails unless the login has a right on each topic that exists. Brokers without access control
   * grant all.
   */
  void requireAllowed(AclOperation operation) {
    List<String> refused =
        allowed.entrySet().stream()
            .filter(topic -> !topic.getValue().contains(operation))
            .map(Map.Entry::getKey)
            .toList();
    if (!refused.isEmpty()) {
      throw new IllegalStateException(
          "the login ("
              + kafka.properties().security()
              + ") has no "
              + operation
              + " on "
              + String.join(", ", refused)
              + ": grant it on the topic");
    }
  }
}
