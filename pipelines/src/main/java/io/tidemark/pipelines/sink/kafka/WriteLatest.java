package io.tidemark.pipelines.sink.kafka;

import io.tidemark.change.Change;
import io.tidemark.pipelines.options.Delivery;
import io.tidemark.pipelines.row.Table;
import io.tidemark.pipelines.series.SeriesKey;
import io.tidemark.pipelines.sink.kafka.client.KafkaConfig;
import io.tidemark.pipelines.sink.kafka.client.TopicRecord.TopicRecordCoder;
import io.tidemark.pipelines.sink.kafka.exactlyonce.PublishExactlyOnce;
import java.util.Map;
import java.util.Objects;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.joda.time.Duration;

/**
 * Publishes to a Kafka topic, keyed by primary key as JSON, the row that stands after each change,
 * and a tombstone when none does.
 *
 * <p>It suits a compacted topic. The changes of a row are published in order, as often as {@link
 * Delivery} says, at least once by default. State: when each row was inserted, until the watermark
 * passes the end of its window by the time kept.
 *
 * @param <O> the value of a window
 */
public final class WriteLatest<O> extends PTransform<PCollection<KV<SeriesKey, Change<O>>>, PDone> {

  private final Table<O> table;
  private final String topic;
  private final KafkaConfig kafka;
  private final Duration keep;
  private final Delivery delivery;
  private final SerializableFunction<Map<String, Object>, Producer<byte[], byte[]>> producers;

  private WriteLatest(
      Table<O> table,
      String topic,
      KafkaConfig kafka,
      Duration keep,
      Delivery delivery,
      SerializableFunction<Map<String, Object>, Producer<byte[], byte[]>> producers) {
    this.table = Objects.requireNonNull(table, "table");
    this.topic = Objects.requireNonNull(topic, "topic");
    this.kafka = Objects.requireNonNull(kafka, "kafka");
    this.keep = Objects.requireNonNull(keep, "keep");
    this.delivery = Objects.requireNonNull(delivery, "delivery");
    this.producers = producers;
  }

  /** Publishes to this topic. */
  public static <O> WriteLatest<O> to(Table<O> table, String topic, KafkaConfig kafka) {
    return new WriteLatest<>(
        table, topic, kafka, Duration.standardHours(1), Delivery.AT_LEAST_ONCE, KafkaProducer::new);
  }

  /**
   * Event time after the end of a window during which its row may still change: at least the
   * allowed lateness, 1 h by default. A later change is published too, but its row then says that
   * it was inserted by this change.
   */
  public WriteLatest<O> withKeep(Duration keep) {
    if (keep.isShorterThan(Duration.ZERO)) {
      throw new IllegalArgumentException("keep " + keep + " must be at least 0");
    }
    return new WriteLatest<>(table, topic, kafka, keep, delivery, producers);
  }

  /** How often a reader sees each change. */
  public WriteLatest<O> withDelivery(Delivery delivery) {
    return new WriteLatest<>(table, topic, kafka, keep, delivery, producers);
  }

  WriteLatest<O> withProducers(
      SerializableFunction<Map<String, Object>, Producer<byte[], byte[]>> producers) {
    return new WriteLatest<>(table, topic, kafka, keep, delivery, producers);
  }

  @Override
  public PDone expand(PCollection<KV<SeriesKey, Change<O>>> changes) {
    LatestRecords<O> records = new LatestRecords<>(table, topic);
    PCollection<KV<SeriesKey, Change<O>>> ordered =
        changes.apply("IntoOneWindow", Window.into(new GlobalWindows()));
    switch (delivery) {
      case AT_LEAST_ONCE ->
          ordered
              .apply(
                  "Publish",
                  ParDo.of(
                      new PublishLatestFn<>(
                          records, keep, new ProducerSink(ProducerSink.CHANGES, kafka, producers))))
              .setCoder(VoidCoder.of());
      case EXACTLY_ONCE ->
          ordered
              .apply("HandOn", ParDo.of(new PublishLatestFn<>(records, keep, new HandOnSink())))
              .setCoder(TopicRecordCoder.of())
              .apply("PublishExactlyOnce", new PublishExactlyOnce(topic, kafka));
    }
    return PDone.in(changes.getPipeline());
  }
}
