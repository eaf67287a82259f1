package io.tidemark.pipelines.changelog;

import io.tidemark.changelog.Change;
import io.tidemark.changelog.ChangeKind;
import io.tidemark.pipelines.SeriesKey;
import io.tidemark.pipelines.postgres.Entry;
import io.tidemark.pipelines.postgres.Row;
import io.tidemark.pipelines.postgres.RowJson;
import io.tidemark.pipelines.postgres.Table;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Turns the changes of one row, in order, into records of a topic.
 *
 * <p>{@code -U} waits for its {@code +U}, and both become one update. A {@code +U} whose {@code -U}
 * is not known becomes a creation: a reader that keeps rows by key ends with the same, and one that
 * needs the row before an update would refuse an update without it.
 */
final class Pairing<O> implements Serializable {

  private static final long serialVersionUID = 1;

  private final Table<O> table;
  private final String topic;
  private final Form form;

  Pairing(Table<O> table, String topic, Form form) {
    this.table = table;
    this.topic = topic;
    this.form = form;
  }

  /** What the value of a record is. */
  enum Form {
    /** A Debezium envelope; a deletion is followed by a tombstone. */
    CHANGELOG,
    /** The row that stands; a deletion is a tombstone. */
    LATEST
  }

  /** What is remembered of one row between its changes. */
  interface Memory<O> {
    @Nullable Standing standing();

    void setStanding(Standing standing);

    /** The {@code -U} that waits for its {@code +U}. */
    @Nullable Change<O> pending();

    void setPending(Change<O> change);

    void clearPending();

    void forget();
  }

  /** The primary key as JSON: the key of the row's records, and of what is remembered of it. */
  String primaryKey(SeriesKey key, Change<O> change) {
    return RowJson.primaryKey(table, Entry.of(key, change));
  }

  /**
   * The records to publish for the next change of a row.
   *
   * @param primaryKey of the row
   */
  List<ProducerRecord<byte[], byte[]>> next(
      String primaryKey, SeriesKey key, Change<O> change, Memory<O> memory) {
    if (change.kind() == ChangeKind.UPDATE_BEFORE) {
      if (form == Form.CHANGELOG) {
        memory.setPending(change);
      }
      return List.of();
    }
    long version = change.version();
    if (change.kind() == ChangeKind.DELETE) {
      Row before = row(key, change, memory.standing());
      memory.forget();
      return deletion(primaryKey, before, version);
    }
    Change<O> pending = change.kind() == ChangeKind.INSERT ? null : memory.pending();
    Standing stood = memory.standing();
    Row before = pending == null ? null : row(key, pending, stood);
    boolean inserted = stood == null || change.kind() == ChangeKind.INSERT;
    Standing stands = new Standing(inserted ? version : stood.insertedMicros(), version);
    memory.clearPending();
    memory.setStanding(stands);
    Row after = row(key, change, stands);
    String value =
        form == Form.LATEST
            ? RowJson.row(table, after)
            : new Envelope(table).of(before, after, version);
    return List.of(record(primaryKey, value));
  }

  private Row row(SeriesKey key, Change<O> change, @Nullable Standing standing) {
    return table.row(
        standing == null
            ? Entry.of(key, change)
            : new Entry<>(key, change, standing.insertedMicros(), standing.updatedMicros()));
  }

  private List<ProducerRecord<byte[], byte[]>> deletion(
      String primaryKey, Row before, long version) {
    ProducerRecord<byte[], byte[]> tombstone = record(primaryKey, null);
    return form == Form.LATEST
        ? List.of(tombstone)
        : List.of(record(primaryKey, new Envelope(table).of(before, null, version)), tombstone);
  }

  private ProducerRecord<byte[], byte[]> record(String primaryKey, @Nullable String value) {
    return new ProducerRecord<>(
        topic,
        primaryKey.getBytes(StandardCharsets.UTF_8),
        value == null ? null : value.getBytes(StandardCharsets.UTF_8));
  }
}
