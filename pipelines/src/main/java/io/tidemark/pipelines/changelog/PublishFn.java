package io.tidemark.pipelines.changelog;

import io.tidemark.changelog.Revision;
import io.tidemark.pipelines.SeriesKey;
import java.io.IOException;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Puts the records of each revision into the sink; those of a key in the order of its revisions.
 */
@SuppressWarnings("UnusedMethod") // Beam calls setup and teardown.
abstract class PublishFn<O, T> extends DoFn<KV<SeriesKey, Revision<O>>, T> {

  private final RevisionRecords<O> records;
  private final RecordSink<T> sink;

  private PublishFn(RevisionRecords<O> records, RecordSink<T> sink) {
    this.records = records;
    this.sink = sink;
  }

  @Setup
  public void open() {
    sink.open();
  }

  final void put(KV<SeriesKey, Revision<O>> element, OutputReceiver<T> output) throws IOException {
    for (ProducerRecord<byte[], byte[]> record : records.of(element.getKey(), element.getValue())) {
      sink.take(record, output);
    }
  }

  @FinishBundle
  public void flush() throws IOException {
    sink.flush();
  }

  @Teardown
  public void close() {
    sink.close();
  }

  /** On any runner. */
  static final class PublishRevisionsFn<O, T> extends PublishFn<O, T> {

    /** Never written: its declaration is what makes a runner serialize the elements of a key. */
    @StateId("order")
    @SuppressWarnings("unused")
    private final StateSpec<ValueState<Boolean>> order = StateSpecs.value();

    PublishRevisionsFn(RevisionRecords<O> records, RecordSink<T> sink) {
      super(records, sink);
    }

    @ProcessElement
    public void publish(
        @Element KV<SeriesKey, Revision<O>> element,
        @StateId("order") ValueState<Boolean> unusedOrder,
        OutputReceiver<T> output)
        throws IOException {
      put(element, output);
    }
  }

  /** On a runner that keeps the order of the step before; it then needs no shuffle. */
  static final class PublishInOrderFn<O, T> extends PublishFn<O, T> {

    PublishInOrderFn(RevisionRecords<O> records, RecordSink<T> sink) {
      super(records, sink);
    }

    @ProcessElement
    public void publish(@Element KV<SeriesKey, Revision<O>> element, OutputReceiver<T> output)
        throws IOException {
      put(element, output);
    }
  }
}
