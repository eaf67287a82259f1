package io.tidemark.pipelines.sink.kafka;

import io.tidemark.change.Change;
import io.tidemark.change.Revision;
import io.tidemark.pipelines.row.Entry;
import io.tidemark.pipelines.row.Row;
import io.tidemark.pipelines.row.RowJson;
import io.tidemark.pipelines.row.Table;
import io.tidemark.pipelines.series.SeriesKey;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.beam.sdk.values.KV;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Turns each revision into a Debezium envelope with the rows before and after it. A deletion is
 * followed by a tombstone.
 *
 * <p>The row before is byte for byte the row after the revision that stated it, because a
 * retraction carries the value that it withdraws, and {@link Revision#replacedVersion} the version
 * that dates it.
 */
final class RevisionRecords<O> implements Serializable {

  private static final long serialVersionUID = 1;

  private final Table<O> table;
  private final String topic;

  RevisionRecords(Table<O> table, String topic) {
    this.table = table;
    this.topic = topic;
  }

  /** Puts the records of the next revision of a row into the sink. */
  <T> void putInto(RecordSink<T> sink, KV<SeriesKey, Revision<O>> element, OutputReceiver<T> output)
      throws IOException {
    for (ProducerRecord<byte[], byte[]> record : of(element.getKey(), element.getValue())) {
      sink.take(record, output);
    }
  }

  /**
   * Returns the records to publish for the next revision of a row: one, or two if it is a deletion.
   */
  List<ProducerRecord<byte[], byte[]>> of(SeriesKey key, Revision<O> revision) {
    long version = revision.last().version();
    Row before = row(key, revision.withdrawn(), revision.replacedVersion());
    Row after = row(key, revision.stated(), version);
    byte[] primaryKey = RowJson.primaryKey(table, after == null ? before : after);
    byte[] envelope = new Envelope(table).of(before, after, version);
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, primaryKey, envelope);
    return after == null
        ? List.of(record, new ProducerRecord<>(topic, primaryKey, null))
        : List.of(record);
  }

  private @Nullable Row row(SeriesKey key, @Nullable Change<O> change, long updatedMicros) {
    return change == null
        ? null
        : table.row(new Entry<>(key, change, updatedMicros, updatedMicros));
  }
}
