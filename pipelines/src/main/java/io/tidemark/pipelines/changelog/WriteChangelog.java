package io.tidemark.pipelines.changelog;

import io.tidemark.changelog.Change;
import io.tidemark.pipelines.SeriesKey;
import io.tidemark.pipelines.changelog.Pairing.Form;
import io.tidemark.pipelines.changelog.TopicRecord.TopicRecordCoder;
import io.tidemark.pipelines.postgres.Table;
import java.util.Map;
import java.util.Objects;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
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
 * Publishes the rows of a changelog to a Kafka topic, keyed by primary key as JSON.
 *
 * <p>{@link #to} publishes every change as a Debezium envelope: {@code +I} as {@code c}, {@code -U}
 * and {@code +U} together as one {@code u}, {@code -D} as {@code d} followed by a tombstone. {@link
 * #latest} publishes the row that stands, and a tombstone when none does. Both suit a compacted
 * topic. The changes of a row are published in order, as often as {@link Delivery} says, at least
 * once by default.
 *
 * @param <O> the value of a window
 */
public final class WriteChangelog<O>
    extends PTransform<PCollection<KV<SeriesKey, Change<O>>>, PDone> {

  private final Table<O> table;
  private final String topic;
  private final Form form;
  private final KafkaConfig kafka;
  private final Duration keep;
  private final Delivery delivery;
  private final SerializableFunction<Map<String, Object>, Producer<byte[], byte[]>> producers;

  private WriteChangelog(
      Table<O> table,
      String topic,
      Form form,
      KafkaConfig kafka,
      Duration keep,
      Delivery delivery,
      SerializableFunction<Map<String, Object>, Producer<byte[], byte[]>> producers) {
    this.table = Objects.requireNonNull(table, "table");
    this.topic = Objects.requireNonNull(topic, "topic");
    this.form = form;
    this.kafka = Objects.requireNonNull(kafka, "kafka");
    this.keep = Objects.requireNonNull(keep, "keep");
    this.delivery = Objects.requireNonNull(delivery, "delivery");
    this.producers = producers;
  }

  /** Publishes every change, with the rows before and after it. */
  public static <O> WriteChangelog<O> to(Table<O> table, String topic, KafkaConfig kafka) {
    return of(table, topic, Form.CHANGELOG, kafka);
  }

  /** Publishes the row that stands after each change. */
  public static <O> WriteChangelog<O> latest(Table<O> table, String topic, KafkaConfig kafka) {
    return of(table, topic, Form.LATEST, kafka);
  }

  private static <O> WriteChangelog<O> of(
      Table<O> table, String topic, Form form, KafkaConfig kafka) {
    return new WriteChangelog<>(
        table,
        topic,
        form,
        kafka,
        Duration.standardHours(1),
        Delivery.AT_LEAST_ONCE,
        KafkaProducer::new);
  }

  /**
   * Event time after the end of a window during which its row may still change: at least the
   * allowed lateness, 1 h by default. A later change is published too, but the row before it is
   * then dated by the change itself.
   */
  public WriteChangelog<O> withKeep(Duration keep) {
    if (keep.isShorterThan(Duration.ZERO)) {
      throw new IllegalArgumentException("keep " + keep + " must be at least 0");
    }
    return new WriteChangelog<>(table, topic, form, kafka, keep, delivery, producers);
  }

  /** How often a reader sees each change. */
  public WriteChangelog<O> withDelivery(Delivery delivery) {
    return new WriteChangelog<>(table, topic, form, kafka, keep, delivery, producers);
  }

  WriteChangelog<O> withProducers(
      SerializableFunction<Map<String, Object>, Producer<byte[], byte[]>> producers) {
    return new WriteChangelog<>(table, topic, form, kafka, keep, delivery, producers);
  }

  @Override
  public PDone expand(PCollection<KV<SeriesKey, Change<O>>> changes) {
    Coder<Change<O>> changeCoder =
        ((KvCoder<SeriesKey, Change<O>>) changes.getCoder()).getValueCoder();
    Pairing<O> pairing = new Pairing<>(table, topic, form);
    PCollection<KV<SeriesKey, Change<O>>> ordered =
        changes.apply("IntoOneWindow", Window.into(new GlobalWindows()));
    switch (delivery) {
      case AT_LEAST_ONCE ->
          ordered.apply(
              "Publish",
              ParDo.of(new PublishChangesFn<>(pairing, changeCoder, kafka, keep, producers)));
      case EXACTLY_ONCE ->
          ordered
              .apply("Pair", ParDo.of(new EmitChangesFn<>(pairing, changeCoder, keep)))
              .setCoder(TopicRecordCoder.of())
              .apply("PublishExactlyOnce", new PublishExactlyOnce(topic, kafka));
    }
    return PDone.in(changes.getPipeline());
  }
}
