package io.tidemark.pipelines.sink.kafka;

import io.tidemark.change.Revision;
import io.tidemark.pipelines.options.Delivery;
import io.tidemark.pipelines.options.OrderOptions;
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

/**
 * Publishes a changelog to a Kafka topic. The key of a record is the primary key of the row as
 * JSON, its value a Debezium envelope with the rows before and after the revision: {@code +I}
 * becomes {@code c}, {@code -U} and {@code +U} together one {@code u}, and {@code -D} a {@code d}
 * that is followed by a tombstone.
 *
 * <p>The topic may be compacted. The revisions of a row are published in their order, at least once
 * by default; see {@link #withDelivery}. No value is kept in state.
 *
 * @param <O> the value of a window
 */
public final class WriteChangelog<O>
    extends PTransform<PCollection<KV<SeriesKey, Revision<O>>>, PDone> {

  private final Table<O> table;
  private final String topic;
  private final KafkaConfig kafka;
  private final Delivery delivery;
  private final SerializableFunction<Map<String, Object>, Producer<byte[], byte[]>> producers;

  private WriteChangelog(
      Table<O> table,
      String topic,
      KafkaConfig kafka,
      Delivery delivery,
      SerializableFunction<Map<String, Object>, Producer<byte[], byte[]>> producers) {
    this.table = Objects.requireNonNull(table, "table");
    this.topic = Objects.requireNonNull(topic, "topic");
    this.kafka = Objects.requireNonNull(kafka, "kafka");
    this.delivery = Objects.requireNonNull(delivery, "delivery");
    this.producers = producers;
  }

  /**
   * Returns a transform that publishes to this topic, at least once.
   *
   * @throws IllegalArgumentException if the table has a column for when a row was inserted, which a
   *     revision does not know
   */
  public static <O> WriteChangelog<O> to(Table<O> table, String topic, KafkaConfig kafka) {
    if (table.hasInsertedAt()) {
      throw new IllegalArgumentException(
          "table "
              + table.name()
              + " says when a row was inserted, which a revision does not know: use WriteLatest");
    }
    return new WriteChangelog<>(table, topic, kafka, Delivery.AT_LEAST_ONCE, KafkaProducer::new);
  }

  /** Sets how often a reader of the topic sees each change. */
  public WriteChangelog<O> withDelivery(Delivery delivery) {
    return new WriteChangelog<>(table, topic, kafka, delivery, producers);
  }

  WriteChangelog<O> withProducers(
      SerializableFunction<Map<String, Object>, Producer<byte[], byte[]>> producers) {
    return new WriteChangelog<>(table, topic, kafka, delivery, producers);
  }

  @Override
  public PDone expand(PCollection<KV<SeriesKey, Revision<O>>> revisions) {
    switch (delivery) {
      case AT_LEAST_ONCE ->
          inOrder(revisions, "Publish", new ProducerSink(ProducerSink.CHANGES, kafka, producers))
              .setCoder(VoidCoder.of());
      case EXACTLY_ONCE ->
          inOrder(revisions, "HandOn", new HandOnSink())
              .setCoder(TopicRecordCoder.of())
              .apply("PublishExactlyOnce", new PublishExactlyOnce(topic, kafka));
    }
    return PDone.in(revisions.getPipeline());
  }

  /** Puts the records into the sink, those of a row in the order of its revisions. */
  private <T> PCollection<T> inOrder(
      PCollection<KV<SeriesKey, Revision<O>>> revisions, String step, RecordSink<T> sink) {
    RevisionRecords<O> records = new RevisionRecords<>(table, topic);
    OrderOptions options = revisions.getPipeline().getOptions().as(OrderOptions.class);
    if (options.getKeepsOrderBetweenSteps()) {
      return revisions.apply(step, ParDo.of(new PublishInOrderFn<>(records, sink)));
    }
    return revisions
        .apply("IntoOneWindow", Window.into(new GlobalWindows()))
        .apply(step, ParDo.of(new PublishRevisionsFn<>(records, sink)));
  }
}
