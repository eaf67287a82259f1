package io.tidemark.pipelines.changelog;

import io.tidemark.changelog.Change;
import org.apache.beam.sdk.coders.Coder;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.joda.time.Duration;

/** Emits the records of each row's changes, in their order, to be published exactly once. */
@SuppressWarnings("UnusedMethod") // Beam calls setup.
final class EmitChangesFn<O> extends PairChangesFn<O, TopicRecord> {

  private transient long attempt;

  EmitChangesFn(Pairing<O> pairing, Coder<Change<O>> changeCoder, Duration keep) {
    super(pairing, changeCoder, keep);
  }

  @Setup
  public void begin() {
    attempt = TopicRecord.newAttempt();
  }

  @Override
  void take(ProducerRecord<byte[], byte[]> record, OutputReceiver<TopicRecord> output) {
    output.output(TopicRecord.of(record, attempt));
  }
}
