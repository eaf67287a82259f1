package io.tidemark.pipelines.sink.kafka;

import io.tidemark.change.Revision;
import io.tidemark.pipelines.series.SeriesKey;
import java.io.IOException;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.values.KV;

/**
 * Puts the records of each revision into the sink, for the revisions of a key in their order, on
 * any runner.
 */
final class PublishRevisionsFn<O, T> extends PublishFn<KV<SeriesKey, Revision<O>>, T> {

  /**
   * Never written. Its declaration makes a runner process the elements of a key one after the
   * other.
   */
  @StateId("order")
  @SuppressWarnings("unused")
  private final StateSpec<ValueState<Boolean>> order = StateSpecs.value();

  private final RevisionRecords<O> records;

  PublishRevisionsFn(RevisionRecords<O> records, RecordSink<T> sink) {
    super(sink);
    this.records = records;
  }

  @ProcessElement
  public void publish(
      @Element KV<SeriesKey, Revision<O>> element,
      @StateId("order") ValueState<Boolean> unusedOrder,
      OutputReceiver<T> output)
      throws IOException {
    records.putInto(sink, element, output);
  }
}
