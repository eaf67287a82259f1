package io.tidemark.traffic.output;

import io.tidemark.traffic.generate.Feed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends records to the topics of their feeds. Records of the same key keep their order. All in-sync
 * replicas acknowledge a record, and retries do not duplicate it. After the first record that
 * cannot be sent, writing fails.
 */
public final class KafkaWriter implements RecordWriter {
  /** How long the brokers are waited for before the first record, in milliseconds. */
  private static final String FIRST_ANSWER_MILLIS = "8000";

  private static final String FIRST_REQUEST_MILLIS = "4000";

  private final KafkaProducer<String, byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  private KafkaWriter(KafkaProducer<String, byte[]> producer) {
    this.producer = producer;
  }

  /**
   * Connects, and creates those of the three topics that do not exist.
   *
   * @param properties {@code bootstrap.servers}, and the security that the cluster needs
   * @param partitions the number of partitions of a topic that is created
   * @throws IOException if the brokers do not list or create topics
   */
  public static KafkaWriter open(Properties properties, int partitions) throws IOException {
    createMissingTopics(properties, partitions);
    Properties settings = new Properties();
    settings.putAll(properties);
    settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, "5");
    settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    return new KafkaWriter(
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer()));
  }

  private static void createMissingTopics(Properties properties, int partitions)
      throws IOException {
    try (Admin admin = Admin.create(impatient(properties))) {
      Set<String> present = admin.listTopics().names().get();
      List<NewTopic> missing = new ArrayList<>();
      for (Feed feed : Feed.values()) {
        if (!present.contains(feed.topic())) {
          missing.add(new NewTopic(feed.topic(), partitions, (short) -1));
        }
      }
      admin.createTopics(missing).all().get();
    } catch (ExecutionException e) {
      throw new IOException(
          e.getCause() instanceof TimeoutException
              ? "no Kafka broker answers at "
                  + properties.get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG)
                  + " within 8 s: correct the address, or the security.protocol of the properties"
              : "the broker at "
                  + properties.get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG)
                  + " could not list or create topics: "
                  + e.getCause().getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while creating topics", e);
    }
  }

  private static Properties impatient(Properties properties) {
    Properties settings = new Properties();
    settings.putAll(properties);
    settings.keySet().retainAll(AdminClientConfig.configNames());
    settings.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, FIRST_ANSWER_MILLIS);
    settings.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, FIRST_REQUEST_MILLIS);
    return settings;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // The callback keeps the failure.
  public void write(TopicRecord record) throws IOException {
    check();
    String key = record.key().isEmpty() ? null : record.key();
    producer.send(
        new ProducerRecord<>(record.topic(), key, record.bytes()),
        (sent, e) -> {
          if (e != null) {
            failure.compareAndSet(null, e);
          }
        });
  }

  @Override
  public void close() throws IOException {
    producer.close();
    check();
  }

  private void check() throws IOException {
    Exception cause = failure.get();
    if (cause != null) {
      throw new IOException("a record could not be sent: " + cause.getMessage(), cause);
    }
  }
}
