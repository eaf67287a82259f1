package io.tidemark.pipelines.changelog;

import io.tidemark.changelog.Change;
import java.io.IOException;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;

/**
 * Publishes the changes of each row in their order, at least once.
 *
 * <p>The producer is in here, behind the keyed state, and not in a step of its own: a runner keeps
 * the order of a key's elements within a keyed step, but need not keep it into the next one.
 */
@SuppressWarnings("UnusedMethod") // Beam calls setup and teardown.
final class PublishChangesFn<O> extends PairChangesFn<O, Void> {

  private static final Counter PUBLISHED = Metrics.counter("tidemark", "changes_published");

  private final KafkaConfig kafka;
  private final SerializableFunction<Map<String, Object>, Producer<byte[], byte[]>> producers;

  private transient @Nullable Publisher publisher;

  PublishChangesFn(
      Pairing<O> pairing,
      Coder<Change<O>> changeCoder,
      KafkaConfig kafka,
      Duration keep,
      SerializableFunction<Map<String, Object>, Producer<byte[], byte[]>> producers) {
    super(pairing, changeCoder, keep);
    this.kafka = kafka;
    this.producers = producers;
  }

  @Setup
  public void openProducer() {
    publisher = new Publisher(producers.apply(kafka.producerProperties()));
  }

  @Override
  void take(ProducerRecord<byte[], byte[]> record, OutputReceiver<Void> output) throws IOException {
    publisher.send(record);
    PUBLISHED.inc();
  }

  @FinishBundle
  public void flush() throws IOException {
    publisher.flush();
  }

  @Teardown
  public void closeProducer() {
    if (publisher != null) {
      publisher.close();
    }
  }
}
