package io.tidemark.pipelines.sink.kafka;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Publishes the records of a bundle, in order, at least once: none is given up without a failure of
 * the bundle, and a bundle that is repeated is published again.
 */
final class Publisher implements AutoCloseable {

  private final Producer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  Publisher(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /** Hands a record to the producer; it is on its way, not yet there. */
  @SuppressWarnings("FutureReturnValueIgnored") // The callback hears of the same failures.
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

  /** Returns once the brokers have acknowledged every record sent. */
  void flush() throws IOException {
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
