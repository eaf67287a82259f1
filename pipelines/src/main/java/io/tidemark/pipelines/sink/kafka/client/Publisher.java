package io.tidemark.pipelines.sink.kafka.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Sends the records of a bundle to the brokers in order, each at least once: a record that is not
 * acknowledged fails the bundle, and a bundle that is repeated is sent again. A dead letter that is
 * larger than its topic takes is cut.
 */
public final class Publisher implements AutoCloseable {

  /** Below this a topic's limit is not asked for: the start of a job requires more. */
  private static final int ALWAYS_FITS = 64 << 10;

  private final Producer<byte[], byte[]> producer;
  private final LargestRecords largest;
  private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();

  /** Creates a publisher that takes Kafka's default for the largest record. */
  public Publisher(Producer<byte[], byte[]> producer) {
    this(producer, null);
  }

  /**
   * Creates a publisher.
   *
   * @param kafka the brokers, which are asked for the largest record of a topic
   */
  public Publisher(Producer<byte[], byte[]> producer, @Nullable KafkaConfig kafka) {
    this.producer = producer;
    this.largest = new LargestRecords(kafka);
  }

  /**
   * Gives a record to the producer, which sends it in the background.
   *
   * @throws IOException if an earlier record has failed; the message names it
   */
  @SuppressWarnings("FutureReturnValueIgnored") // The callback is given the same failures.
  public void send(ProducerRecord<byte[], byte[]> record) throws IOException {
    throwFailure();
    ProducerRecord<byte[], byte[]> fitted = fitted(record);
    producer.send(
        fitted,
        (metadata, e) -> {
          if (e != null) {
            failed(fitted, e);
          }
        });
  }

  private ProducerRecord<byte[], byte[]> fitted(ProducerRecord<byte[], byte[]> record)
      throws IOException {
    String topic = record.topic();
    return CutLetter.bytes(record) <= ALWAYS_FITS && !LargestRecords.hasRefused(topic)
        ? record
        : CutLetter.toFit(record, largest.of(topic));
  }

  private void failed(ProducerRecord<byte[], byte[]> record, Exception e) {
    int bytes = CutLetter.bytes(record);
    if (e instanceof RecordTooLargeException) {
      LargestRecords.refused(record.topic(), bytes);
    }
    failure.compareAndSet(
        null,
        new IOException(
            "Kafka did not take the record "
                + (record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8))
                + " of "
                + bytes
                + " bytes for the topic "
                + record.topic()
                + ": "
                + e.getMessage(),
            e));
  }

  /**
   * Returns when the brokers have acknowledged every record sent.
   *
   * @throws IOException if one of them has failed; the message names it
   */
  public void flush() throws IOException {
    try {
      producer.flush();
    } catch (KafkaException e) {
      failure.compareAndSet(
          null, new IOException("Kafka did not take a record: " + e.getMessage(), e));
    }
    throwFailure();
  }

  private void throwFailure() throws IOException {
    IOException cause = failure.getAndSet(null);
    if (cause != null) {
      throw cause;
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
