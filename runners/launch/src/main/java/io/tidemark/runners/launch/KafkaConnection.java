package io.tidemark.runners.launch;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;

/** A connection to the brokers, with the login of one of the job's clients. */
final class KafkaConnection implements AutoCloseable {
  /** How long an answer is waited for, in milliseconds. */
  private static final int ANSWER_MILLIS = 8_000;

  private static final int REQUEST_MILLIS = 4_000;

  private final String brokers;
  private final ClientProperties properties;
  private final Admin admin;

  private KafkaConnection(String brokers, ClientProperties properties, Admin admin) {
    this.brokers = brokers;
    this.properties = properties;
    this.admin = admin;
  }

  /**
   * Makes the client.
   *
   * @throws UsageException if the properties contradict each other, or name a key store that cannot
   *     be opened
   */
  static KafkaConnection open(String brokers, ClientProperties properties) {
    Map<String, Object> settings = new HashMap<>(properties.admin(brokers));
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    try {
      return new KafkaConnection(brokers, properties, Admin.create(settings));
    } catch (KafkaException | IllegalArgumentException e) {
      throw properties.wrong(
          "is refused by Kafka's client: " + properties.masked(root(e).toString()));
    }
  }

  Admin admin() {
    return admin;
  }

  ClientProperties properties() {
    return properties;
  }

  String brokers() {
    return brokers;
  }

  /**
   * Waits for an answer, at most 8 s.
   *
   * @throws KafkaRefusal with the brokers' reason, if that is not one about the connection
   * @throws IllegalStateException if the login is refused
   * @throws UnreachableException if no broker answers in time
   */
  <T> T answer(KafkaFuture<T> future) throws KafkaRefusal {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking the brokers at " + brokers);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof AuthenticationException) {
        throw new IllegalStateException(loginRefused(cause));
      }
      if (cause instanceof TimeoutException || isOfConnection(cause)) {
        throw new UnreachableException(silent());
      }
      throw new KafkaRefusal(cause, properties.masked(cause.getMessage()));
    }
  }

  private static boolean isOfConnection(Throwable cause) {
    return cause instanceof org.apache.kafka.common.errors.DisconnectException
        || cause instanceof RetriableException && cause.getCause() instanceof TimeoutException;
  }

  private String loginRefused(Throwable cause) {
    return "the brokers at "
        + brokers
        + " refuse the connection ("
        + properties.security()
        + "): "
        + properties.masked(cause.getMessage())
        + "; correct security.protocol, sasl.mechanism and sasl.jaas.config there";
  }

  private String silent() {
    return "the brokers at "
        + brokers
        + " take connections, but do not answer in Kafka's protocol within "
        + ANSWER_MILLIS / 1000
        + " s ("
        + properties.security()
        + "): give the security.protocol of the listener, and look whether the addresses that the"
        + " brokers advertise can be reached from here";
  }

  private static Throwable root(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  @Override
  public void close() {
    admin.close(java.time.Duration.ZERO);
  }
}
