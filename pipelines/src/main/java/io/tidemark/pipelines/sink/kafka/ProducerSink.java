package io.tidemark.pipelines.sink.kafka;

import io.tidemark.pipelines.sink.kafka.client.KafkaConfig;
import io.tidemark.pipelines.sink.kafka.client.Publisher;
import java.io.IOException;
import java.util.Map;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Publishes records at once. After a crash some are published again, so each is delivered at least
 * once.
 */
final class ProducerSink implements RecordSink<Void> {

  /** The name of the counter of changes. */
  static final String CHANGES = "changes_published";

  /** The name of the counter of dead letters. */
  static final String DEAD_LETTERS = "dead_letters_published";

  private static final long serialVersionUID = 1;

  private final Counter published;
  private final KafkaConfig kafka;
  private final SerializableFunction<Map<String, Object>, Producer<byte[], byte[]>> producers;

  private transient @Nullable Publisher publisher;

  /**
   * Creates the sink.
   *
   * @param counter the name of the counter of the records taken
   * @param producers makes a producer of its properties
   */
  ProducerSink(
      String counter,
      KafkaConfig kafka,
      SerializableFunction<Map<String, Object>, Producer<byte[], byte[]>> producers) {
    this.published = Metrics.counter("tidemark", counter);
    this.kafka = kafka;
    this.producers = producers;
  }

  @Override
  public void open() {
    publisher = new Publisher(producers.apply(kafka.producerProperties()), kafka);
  }

  @Override
  public void take(ProducerRecord<byte[], byte[]> record, OutputReceiver<Void> output)
      throws IOException {
    publisher.send(record);
    published.inc();
  }

  @Override
  public void flush() throws IOException {
    publisher.flush();
  }

  @Override
  public void close() {
    if (publisher != null) {
      publisher.close();
    }
  }
}
