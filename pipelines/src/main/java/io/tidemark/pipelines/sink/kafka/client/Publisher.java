package io.tidemark.pipelines.sink.kafka.client;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Sends the records of a bundle to the brokers in order, each at least once: a record that is not
 * acknowledged fails the bundle, and a bundle that is repeated is sent again.
 */
public final class Publisher implements AutoCloseable {

  private final Producer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  public Publisher(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /**
   * Gives a record to the producer, which sends it in the background.
   *
   * @throws IOException if an earlier record has failed
   */
  @SuppressWarnings("FutureReturnValueIgnored")
  public // The callback is given the same failures.
  void send(ProducerRecord<byte[], byte[]> record) throws IOException {
    throwFailure();
    producer.send(
        record,
        (metadata, e) -> {
          if (e != null) {
            failure.compareAndSet(null, e);
          }
        });
  }

  /**
   * Returns when the brokers have acknowledged every record sent.
   *
   * @throws IOException if one of them has failed
   */
  public void flush() throws IOException {
    try {
      producer.flush();
    } catch (KafkaException e) {
      failure.compareAndSet(null, e);
    }
    throwFailure();
  }

  private void throwFailure() throws IOException {
    Exception cause = failure.getAndSet(null);
    if (cause != null) {
      throw new IOException("Kafka did not take a record: " + cause.getMessage(), cause);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
