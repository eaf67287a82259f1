package io.tidemark.runners.launch;

import io.tidemark.pipelines.options.TidemarkOptions;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is checked before a job is started, in this order: files that options name, addresses, the
 * login to Kafka and the topics to read, the database, the topics to write, which are made. Each
 * answers within about 10 s, in one sentence that names the option, its value and what to do, and
 * shows no secret.
 *
 * <p>A job on a cluster may reach servers that cannot be reached from here, and has files of its
 * own. Such a fault is logged as a warning then, and the rest is not checked.
 */
final class StartChecks {
  private static final Logger LOG = LoggerFactory.getLogger(StartChecks.class);

  private StartChecks() {}

  /**
   * Checks a job.
   *
   * @param here whether its workers are threads of this process
   * @throws UsageException if an option or a file that it names is wrong
   * @throws IllegalStateException if a server does not answer or refuses, or something is missing
   */
  static void check(TidemarkOptions options, boolean here) {
    if (!options.getCheckServers()) {
      return;
    }
    try {
      checkAll(options);
    } catch (UnreachableException e) {
      if (here) {
        throw e;
      }
      LOG.warn("not checked from here, the job is sent all the same: {}", e.getMessage());
    }
  }

  private static void checkAll(TidemarkOptions options) {
    ClientProperties consumer = ClientProperties.ofConsumer(options.getConsumerConfigFile());
    ClientProperties producer = ClientProperties.ofProducer(options.getProducerConfigFile());
    DatabaseCheck database = DatabaseCheck.of(options);
    ServerCheck.checkAnswer(options);
    Map<String, Integer> inputs = inputs(options, consumer);
    database.check();
    checkOutputs(options, producer, inputs);
  }

  private static Map<String, Integer> inputs(TidemarkOptions options, ClientProperties consumer) {
    String brokers = options.getBootstrapServers();
    if (brokers == null || options.getInput() != null) {
      return Map.of();
    }
    try (KafkaConnection kafka = KafkaConnection.open(brokers, consumer)) {
      return InputTopics.check(kafka, options);
    }
  }

  /** The last check, because it makes what is missing. */
  private static void checkOutputs(
      TidemarkOptions options, ClientProperties producer, Map<String, Integer> inputs) {
    String brokers = options.getBootstrapServers();
    if (brokers == null || !options.getPublishChangelog()) {
      return;
    }
    try (KafkaConnection kafka = KafkaConnection.open(brokers, producer)) {
      new OutputTopics(kafka, options, inputs).check();
    }
  }
}
