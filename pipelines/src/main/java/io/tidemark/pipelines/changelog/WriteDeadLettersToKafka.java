package io.tidemark.pipelines.changelog;

import io.tidemark.deadletter.DeadLetter;
import io.tidemark.pipelines.postgres.WriteDeadLetters;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Publishes dead letters to a Kafka topic: the original's bytes as value, the facts as headers. At
 * least once; one that is published again after a crash has the same key.
 */
public final class WriteDeadLettersToKafka extends PTransform<PCollection<DeadLetter>, PDone> {

  private final String topic;
  private final KafkaConfig kafka;
  private final SerializableFunction<Map<String, Object>, Producer<byte[], byte[]>> producers;

  private WriteDeadLettersToKafka(
      String topic,
      KafkaConfig kafka,
      SerializableFunction<Map<String, Object>, Producer<byte[], byte[]>> producers) {
    this.topic = Objects.requireNonNull(topic, "topic");
    this.kafka = Objects.requireNonNull(kafka, "kafka");
    this.producers = producers;
  }

  /** Publishes to this topic. */
  public static WriteDeadLettersToKafka to(String topic, KafkaConfig kafka) {
    return new WriteDeadLettersToKafka(topic, kafka, KafkaProducer::new);
  }

  WriteDeadLettersToKafka withProducers(
      SerializableFunction<Map<String, Object>, Producer<byte[], byte[]>> producers) {
    return new WriteDeadLettersToKafka(topic, kafka, producers);
  }

  @Override
  public PDone expand(PCollection<DeadLetter> letters) {
    letters.apply("Publish", ParDo.of(new PublishDeadLettersFn(topic, kafka, producers)));
    return PDone.in(letters.getPipeline());
  }

  @SuppressWarnings("UnusedMethod") // Beam calls setup and teardown.
  private static final class PublishDeadLettersFn extends DoFn<DeadLetter, Void> {

    private final String topic;
    private final KafkaConfig kafka;
    private final SerializableFunction<Map<String, Object>, Producer<byte[], byte[]>> producers;

    private transient @Nullable Publisher publisher;

    PublishDeadLettersFn(
        String topic,
        KafkaConfig kafka,
        SerializableFunction<Map<String, Object>, Producer<byte[], byte[]>> producers) {
      this.topic = topic;
      this.kafka = kafka;
      this.producers = producers;
    }

    @Setup
    public void openProducer() {
      publisher = new Publisher(producers.apply(kafka.producerProperties()));
    }

    @ProcessElement
    public void publish(@Element DeadLetter letter) throws IOException {
      publisher.send(DeadLetterRecord.of(topic, letter, WriteDeadLetters.instance()));
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
}
