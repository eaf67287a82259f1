package io.tidemark.pipelines.sink.kafka;

import io.tidemark.pipelines.sink.kafka.client.TopicRecord;
import io.tidemark.pipelines.sink.kafka.exactlyonce.PublishExactlyOnce;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Emits the records for {@link PublishExactlyOnce}, which follows in the pipeline. */
final class HandOnSink implements RecordSink<TopicRecord> {

  private static final long serialVersionUID = 1;

  private transient long attempt;

  @Override
  public void open() {
    attempt = TopicRecord.newAttempt();
  }

  @Override
  public void take(ProducerRecord<byte[], byte[]> record, OutputReceiver<TopicRecord> output) {
    output.output(TopicRecord.of(record, attempt));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
