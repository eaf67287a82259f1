package io.tidemark.pipelines.sink.kafka;

import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.deadletter.ProcessorInstance;
import io.tidemark.pipelines.options.Delivery;
import io.tidemark.pipelines.sink.kafka.client.KafkaConfig;
import io.tidemark.pipelines.sink.kafka.client.TopicRecord.TopicRecordCoder;
import io.tidemark.pipelines.sink.kafka.exactlyonce.PublishExactlyOnce;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/**
 * Publishes dead letters to a Kafka topic, with the original bytes as the value and the facts as
 * headers. Each is published at least once by default, see {@link #withDelivery}; one that is
 * published again after a crash has the same key.
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

  /** Returns a transform that publishes to this topic, at least once. */
  public static WriteDeadLettersToKafka to(String topic, KafkaConfig kafka) {
    return new WriteDeadLettersToKafka(topic, kafka, Delivery.AT_LEAST_ONCE, KafkaProducer::new);
  }

  /** Sets how often a reader of the topic sees each dead letter. */
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
          letters
              .apply("Publish", ParDo.of(new PublishDeadLettersFn<>(topic, toProducer())))
              .setCoder(VoidCoder.of());
      case EXACTLY_ONCE ->
          letters
              .apply("HandOn", ParDo.of(new PublishDeadLettersFn<>(topic, new HandOnSink())))
              .setCoder(TopicRecordCoder.of())
              .apply("PublishExactlyOnce", new PublishExactlyOnce(topic, kafka));
    }
    return PDone.in(letters.getPipeline());
  }

  private ProducerSink toProducer() {
    return new ProducerSink(ProducerSink.DEAD_LETTERS, kafka, producers);
  }

  private static final class PublishDeadLettersFn<T> extends PublishFn<DeadLetter, T> {

    private final String topic;

    PublishDeadLettersFn(String topic, RecordSink<T> sink) {
      super(sink);
      this.topic = topic;
    }

    @ProcessElement
    public void publish(@Element DeadLetter letter, OutputReceiver<T> output) throws IOException {
      sink.take(DeadLetterRecord.of(topic, letter, ProcessorInstance.name()), output);
    }
  }
}
