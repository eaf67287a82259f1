package io.tidemark.pipelines.changelog;

import io.tidemark.deadletter.DeadLetter;
import io.tidemark.pipelines.changelog.TopicRecord.TopicRecordCoder;
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
 * Publishes dead letters to a Kafka topic: the original's bytes as value, the facts as headers. As
 * often as {@link Delivery} says, at least once by default; one that is published again after a
 * crash has the same key.
 */
public final class WriteDeadLettersToKafka extends PTransform<PCollection<DeadLetter>, PDone> {

  private final String topic;
  private final KafkaConfig kafka;
  private final Delivery delivery;
  private final SerializableFunction<Map<String, Object>, Producer<byte[], byte[]>> producers;

  private WriteDeadLettersToKafka(
      String topic,
      KafkaConfig kafka,
      Delivery delivery,
      SerializableFunction<Map<String, Object>, Producer<byte[], byte[]>> producers) {
    this.topic = Objects.requireNonNull(topic, "topic");
    this.kafka = Objects.requireNonNull(kafka, "kafka");
    this.delivery = Objects.requireNonNull(delivery, "delivery");
    this.producers = producers;
  }

  /** Publishes to this topic. */
  public static WriteDeadLettersToKafka to(String topic, KafkaConfig kafka) {
    return new WriteDeadLettersToKafka(topic, kafka, Delivery.AT_LEAST_ONCE, KafkaProducer::new);
  }

  /** How often a reader sees each dead letter. */
  public WriteDeadLettersToKafka withDelivery(Delivery delivery) {
    return new WriteDeadLettersToKafka(topic, kafka, delivery, producers);
  }

  WriteDeadLettersToKafka withProducers(
      SerializableFunction<Map<String, Object>, Producer<byte[], byte[]>> producers) {
    return new WriteDeadLettersToKafka(topic, kafka, delivery, producers);
  }

  @Override
  public PDone expand(PCollection<DeadLetter> letters) {
    switch (delivery) {
      case AT_LEAST_ONCE ->
          letters.apply("Publish", ParDo.of(new PublishDeadLettersFn(topic, kafka, producers)));
      case EXACTLY_ONCE ->
          letters
              .apply("Emit", ParDo.of(new EmitDeadLettersFn(topic)))
              .setCoder(TopicRecordCoder.of())
              .apply("PublishExactlyOnce", new PublishExactlyOnce(topic, kafka));
    }
    return PDone.in(letters.getPipeline());
  }

  @SuppressWarnings("UnusedMethod") // Beam calls setup.
  private static final class EmitDeadLettersFn extends DoFn<DeadLetter, TopicRecord> {

    private final String topic;

    private transient long attempt;

    EmitDeadLettersFn(String topic) {
      this.topic = topic;
    }

    @Setup
    public void begin() {
      attempt = TopicRecord.newAttempt();
    }

    @ProcessElement
    public void emit(@Element DeadLetter letter, OutputReceiver<TopicRecord> records) {
      records.output(
          TopicRecord.of(DeadLetterRecord.of(topic, letter, WriteDeadLetters.instance()), attempt));
    }
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
