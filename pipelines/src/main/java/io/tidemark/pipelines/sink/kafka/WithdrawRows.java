package io.tidemark.pipelines.sink.kafka;

import io.tidemark.pipelines.row.Row;
import io.tidemark.pipelines.row.RowJson;
import io.tidemark.pipelines.row.Table;
import io.tidemark.pipelines.sink.kafka.client.KafkaConfig;
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
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Publishes to a changelog topic that rows have been deleted which no change has withdrawn: a
 * {@code d} with the row before, and a tombstone. So a reader of the topic loses them with the
 * table.
 *
 * <p>Such rows are left from an attempt that was lost. They are never stated again, so it does not
 * matter that this step and the one that publishes changes do not wait for each other. For topics
 * that are written at least once; where they are written exactly once, nothing of a lost attempt
 * was ever published.
 */
public final class WithdrawRows extends PTransform<PCollection<Row>, PDone> {

  private final Table<?> table;
  private final String topic;
  private final KafkaConfig kafka;
  private final SerializableFunction<Map<String, Object>, Producer<byte[], byte[]>> producers;

  private WithdrawRows(
      Table<?> table,
      String topic,
      KafkaConfig kafka,
      SerializableFunction<Map<String, Object>, Producer<byte[], byte[]>> producers) {
    this.table = Objects.requireNonNull(table, "table");
    this.topic = Objects.requireNonNull(topic, "topic");
    this.kafka = Objects.requireNonNull(kafka, "kafka");
    this.producers = producers;
  }

  /** Returns a transform that withdraws rows of this table from this topic. */
  public static WithdrawRows from(Table<?> table, String topic, KafkaConfig kafka) {
    return new WithdrawRows(table, topic, kafka, KafkaProducer::new);
  }

  WithdrawRows withProducers(
      SerializableFunction<Map<String, Object>, Producer<byte[], byte[]>> producers) {
    return new WithdrawRows(table, topic, kafka, producers);
  }

  @Override
  public PDone expand(PCollection<Row> rows) {
    rows.apply(
            "Publish",
            ParDo.of(
                new WithdrawFn(
                    table, topic, new ProducerSink(ProducerSink.CHANGES, kafka, producers))))
        .setCoder(VoidCoder.of());
    return PDone.in(rows.getPipeline());
  }

  private static final class WithdrawFn extends PublishFn<Row, Void> {
    private final Table<?> table;
    private final String topic;

    WithdrawFn(Table<?> table, String topic, ProducerSink sink) {
      super(sink);
      this.table = table;
      this.topic = topic;
    }

    @ProcessElement
    public void publish(@Element Row row, OutputReceiver<Void> output) throws IOException {
      byte[] primaryKey = RowJson.primaryKey(table, row);
      // Newer than the row, and older than all that this attempt has stated.
      byte[] envelope = new Envelope(table).of(row, null, row.version() + 1);
      sink.take(new ProducerRecord<>(topic, primaryKey, envelope), output);
      sink.take(new ProducerRecord<>(topic, primaryKey, null), output);
    }
  }
}
