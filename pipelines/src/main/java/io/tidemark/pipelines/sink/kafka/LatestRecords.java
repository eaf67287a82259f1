package io.tidemark.pipelines.sink.kafka;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeKind;
import io.tidemark.pipelines.row.Entry;
import io.tidemark.pipelines.row.RowJson;
import io.tidemark.pipelines.row.Table;
import io.tidemark.pipelines.series.SeriesKey;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Turns the changes of one row, in order, into the row that stands after each, as JSON; a deletion
 * is a tombstone. {@code -U} needs nothing: its {@code +U} follows.
 */
final class LatestRecords<O> implements Serializable {

  private static final long serialVersionUID = 1;

  private final Table<O> table;
  private final String topic;

  LatestRecords(Table<O> table, String topic) {
    this.table = table;
    this.topic = topic;
  }

  /** What is remembered of one row between its changes. */
  interface Memory {
    /** Version of the change that inserted the row. */
    @Nullable Long insertedMicros();

    void setInsertedMicros(long version);

    void forget();
  }

  /** The primary key as JSON: the key of the row's records, and of what is remembered of it. */
  String primaryKey(SeriesKey key, Change<O> change) {
    return new String(RowJson.primaryKey(table, Entry.of(key, change)), StandardCharsets.UTF_8);
  }

  /**
   * The record to publish for the next change of a row; null for none.
   *
   * @param primaryKey of the row
   */
  @Nullable ProducerRecord<byte[], byte[]> next(
      String primaryKey, SeriesKey key, Change<O> change, Memory memory) {
    return switch (change.kind()) {
      case UPDATE_BEFORE -> null;
      case DELETE -> {
        memory.forget();
        yield record(primaryKey, null);
      }
      case INSERT, UPDATE_AFTER -> {
        Entry<O> entry = new Entry<>(key, change, insertedMicros(change, memory), change.version());
        yield record(primaryKey, RowJson.row(table, table.row(entry)));
      }
    };
  }

  private ProducerRecord<byte[], byte[]> record(String primaryKey, byte @Nullable [] row) {
    return new ProducerRecord<>(topic, primaryKey.getBytes(StandardCharsets.UTF_8), row);
  }

  private static long insertedMicros(Change<?> change, Memory memory) {
    Long remembered = change.kind() == ChangeKind.INSERT ? null : memory.insertedMicros();
    if (remembered != null) {
      return remembered;
    }
    memory.setInsertedMicros(change.version());
    return change.version();
  }
}
