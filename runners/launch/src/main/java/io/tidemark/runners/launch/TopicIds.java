package io.tidemark.runners.launch;

import io.tidemark.pipelines.options.StateFingerprint;
import io.tidemark.pipelines.options.TidemarkOptions;
import io.tidemark.pipelines.sink.kafka.client.KafkaConfig;
import io.tidemark.pipelines.source.kafka.StreamRole;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks the brokers which topics the names in the options stand for. */
final class TopicIds {
  private static final int ANSWER_MILLIS = 20_000;

  private TopicIds() {}

  /**
   * Returns the identity of the state of a job with these options.
   *
   * @throws IllegalStateException if the brokers do not answer or refuse
   */
  static StateIdentity identity(TidemarkOptions options) {
    return new StateIdentity(
        StateIdentity.FORMS,
        options.getConsumerGroup(),
        ask(options, StreamRole.topics(options)),
        StateFingerprint.of(options));
  }

  private static Map<String, String> ask(TidemarkOptions options, Set<String> names) {
    Map<String, Object> properties =
        KafkaConfig.of(options.getBootstrapServers())
            .withPropertiesFile(options.getConsumerConfigFile())
            .adminProperties();
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS / 2);
    Map<String, String> ids = new LinkedHashMap<>();
    try (Admin admin = Admin.create(properties)) {
      admin
          .describeTopics(names)
          .topicNameValues()
          .forEach((name, f) -> ids.put(name, id(name, f)));
    }
    return ids;
  }

  private static String id(String name, KafkaFuture<TopicDescription> described) {
    try {
      return described.get().topicId().toString();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return "";
      }
      throw new IllegalStateException("the brokers do not describe topic " + name, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while topic " + name + " was asked for", e);
    }
  }
}
