package io.tidemark.runners.launch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;

/** Checks that the producers of a job that publishes exactly once may use their transactions. */
final class TransactionRights {

  private final KafkaConnection kafka;

  TransactionRights(KafkaConnection kafka) {
    this.kafka = kafka;
  }

  /**
   * Fails if the login may not use a transactional id or a group named {@code TOPIC-publisher-N}.
   */
  void check(Collection<OutputTopic> topics) {
    List<String> ids = new ArrayList<>();
    topics.forEach(topic -> ids.add(topic.name() + "-publisher-0"));
    var answers = kafka.admin().describeTransactions(ids);
    for (String id : ids) {
      try {
        kafka.answer(answers.description(id));
      } catch (KafkaRefusal e) {
        if (e.is(TransactionalIdAuthorizationException.class)) {
          throw new IllegalStateException(
              "the login ("
                  + kafka.properties().security()
                  + ") may not use the transactional id "
                  + id
                  + ", as --changelogDelivery=EXACTLY_ONCE needs: grant it WRITE and DESCRIBE on"
                  + " transactional ids with the prefix of --outputTopicPrefix");
        }
        if (!e.is(TransactionalIdNotFoundException.class)) {
          throw new IllegalStateException(
              "the brokers do not describe the transactional id " + id + ": " + e.getMessage());
        }
      }
      InputTopics.requireGroup(kafka, id);
    }
  }
}
