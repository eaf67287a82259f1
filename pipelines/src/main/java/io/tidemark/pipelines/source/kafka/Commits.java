package io.tidemark.pipelines.source.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What the group is told about partitions: the offset of the last durable checkpoint, up to which
 * event time results are durable, and how far an attempt may have read beyond.
 *
 * <p>The last is a reservation. An attempt that follows a lost one must know what the lost one may
 * have read, so before a record is handed on, the group has been told that it will be. To tell it
 * once for many records, a whole {@linkplain #CHUNK chunk} is reserved at a time.
 */
final class Commits {
  /** Records that one reservation is for. */
  static final long CHUNK = 262_144;

  private final String topic;
  private final boolean reserves;
  private final Map<Integer, Entry> entries = new TreeMap<>();

  /** What the group knows, or is about to be told, of one partition. */
  private static final class Entry {
    private long offset;
    private long completedMillis;
    private long floor;
    private long reserved;
  }

  /** Keeps the commits of a topic; {@code reserves} if reading is announced. */
  Commits(String topic, boolean reserves) {
    this.topic = topic;
    this.reserves = reserves;
  }

  /** Begins with a partition that has not been read in this attempt. */
  void begin(int partition, PartitionStart start) {
    Entry entry = new Entry();
    entry.offset = Math.max(start.offset(), start.doneBefore());
    entry.completedMillis = start.completedMillis();
    entry.floor = start.floor();
    entry.reserved = start.reserved();
    entries.put(partition, entry);
  }

  /** Takes over what a checkpoint has made durable. */
  void durable(KafkaMark mark) {
    mark.partitions()
        .forEach(
            (partition, durable) -> {
              Entry entry = entries.get(partition);
              if (entry != null) {
                entry.offset = Math.max(durable.offset(), durable.doneBefore());
                entry.completedMillis = durable.completedMillis();
                entry.floor = durable.floor();
              }
            });
  }

  /** Returns whether a record of this offset must not be handed on yet. */
  boolean needsReservation(int partition, long offset) {
    return reserves && offset >= entries.get(partition).reserved;
  }

  /** Returns whether it is time for the next reservation. */
  boolean wantsReservation(int partition, long offset) {
    return reserves && offset >= entries.get(partition).reserved - CHUNK / 2;
  }

  /** Returns what is to be committed for one more chunk after these offsets. */
  Map<TopicPartition, OffsetAndMetadata> reservation(Map<Integer, Long> offsets) {
    Map<TopicPartition, OffsetAndMetadata> commit = new HashMap<>();
    offsets.forEach(
        (partition, offset) -> {
          Entry entry = entries.get(partition);
          put(partition, entry, Math.max(entry.reserved, offset + CHUNK), commit);
        });
    return commit;
  }

  /** Notes that the group has taken these reservations. */
  void reserved(Map<TopicPartition, OffsetAndMetadata> commit) {
    commit.forEach(
        (partition, committed) -> {
          Entry entry = entries.get(partition.partition());
          CommitNote note = CommitNote.parse(committed.metadata());
          entry.reserved = Math.max(entry.reserved, note == null ? 0 : note.reserved());
        });
  }

  /** Returns what is to be committed of these partitions, or of none that is not known here. */
  Map<TopicPartition, OffsetAndMetadata> of(Collection<Integer> partitions) {
    Map<TopicPartition, OffsetAndMetadata> commit = new HashMap<>();
    for (int partition : partitions) {
      Entry entry = entries.get(partition);
      if (entry != null) {
        put(partition, entry, entry.reserved, commit);
      }
    }
    return commit;
  }

  private void put(
      int partition, Entry entry, long reserved, Map<TopicPartition, OffsetAndMetadata> commit) {
    CommitNote note = new CommitNote(entry.completedMillis, reserved, entry.floor);
    commit.put(
        new TopicPartition(topic, partition), new OffsetAndMetadata(entry.offset, note.metadata()));
  }
}
