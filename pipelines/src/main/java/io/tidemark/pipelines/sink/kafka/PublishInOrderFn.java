package io.tidemark.pipelines.sink.kafka;

import io.tidemark.change.Revision;
import io.tidemark.pipelines.options.OrderOptions;
import io.tidemark.pipelines.series.SeriesKey;
import java.io.IOException;
import org.apache.beam.sdk.values.KV;

/**
 * Puts the records of each revision into the sink in the order in which they come. That is the
 * order of the revisions of a key only if the runner keeps it from the step before; see {@link
 * OrderOptions}.
 */
final class PublishInOrderFn<O, T> extends PublishFn<KV<SeriesKey, Revision<O>>, T> {

  private final RevisionRecords<O> records;

  PublishInOrderFn(RevisionRecords<O> records, RecordSink<T> sink) {
    super(sink);
    this.records = records;
  }

  @ProcessElement
  public void publish(@Element KV<SeriesKey, Revision<O>> element, OutputReceiver<T> output)
      throws IOException {
    records.putInto(sink, element, output);
  }
}
