package io.tidemark.pipelines.source.kafka;

import io.tidemark.pipelines.record.RawRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** A topic in memory, with the offsets of one group. A record without value is a control record. */
final class FakeTopic implements Consumers {
  private final String name;
  private final Map<Integer, List<String>> log = new TreeMap<>();
  private final Map<Integer, Long> first = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
  private final Map<String, String> retryCounts = new HashMap<>();
  private boolean isAway;
  private boolean refusesCommits;

  /** The time of every record, in milliseconds since the epoch. */
  static final long APPENDED = 1_767_614_400_000L;

  FakeTopic(String name) {
    this.name = name;
  }

  /** Appends records, after adding the partition if there is none. */
  synchronized FakeTopic add(int partition, String... values) {
    log.computeIfAbsent(partition, added -> new ArrayList<>()).addAll(List.of(values));
    return this;
  }

  /** Gives a record the header of a dead letter that was fed in again. */
  synchronized FakeTopic fedInAgain(int partition, long offset, String count) {
    retryCounts.put(new TopicPartition(name, partition) + "/" + offset, count);
    return this;
  }

  synchronized void deleteBefore(int partition, long offset) {
    first.put(partition, offset);
  }

  synchronized void makeAnew(int partition, String... values) {
    log.get(partition).clear();
    add(partition, values);
  }

  synchronized void setAway(boolean away) {
    isAway = away;
  }

  synchronized void refuseCommits() {
    refusesCommits = true;
  }

  synchronized void commit(int partition, long offset, String metadata) {
    committed.put(new TopicPartition(name, partition), new OffsetAndMetadata(offset, metadata));
  }

  /** Returns {@code offset metadata}; null for none. */
  synchronized String committed(int partition) {
    OffsetAndMetadata offset = committed.get(new TopicPartition(name, partition));
    return offset == null ? null : offset.offset() + " " + offset.metadata();
  }

  @Override
  public Consumer<byte[], ByteBuffer> open() {
    return new Client();
  }

  private void answer() {
    if (isAway) {
      throw new TimeoutException("nobody is there");
    }
  }

  private final class Client extends MockConsumer<byte[], ByteBuffer> {
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private volatile boolean isAwake;

    Client() {
      super(OffsetResetStrategy.NONE);
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic, Duration timeout) {
      synchronized (FakeTopic.this) {
        answer();
        return log.keySet().stream()
            .map(partition -> new PartitionInfo(name, partition, null, null, null))
            .toList();
      }
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
      synchronized (FakeTopic.this) {
        answer();
        Map<TopicPartition, Long> found = new HashMap<>();
        partitions.forEach(one -> found.put(one, first.getOrDefault(one.partition(), 0L)));
        return found;
      }
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
      synchronized (FakeTopic.this) {
        answer();
        Map<TopicPartition, Long> found = new HashMap<>();
        partitions.forEach(one -> found.put(one, (long) log.get(one.partition()).size()));
        return found;
      }
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(
        Collection<TopicPartition> partitions, Duration timeout) {
      return endOffsets(partitions);
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> times) {
      Map<TopicPartition, OffsetAndTimestamp> found = new HashMap<>();
      times.forEach(
          (partition, time) ->
              found.put(partition, time > APPENDED ? null : new OffsetAndTimestamp(0, APPENDED)));
      return found;
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
      synchronized (FakeTopic.this) {
        answer();
        Map<TopicPartition, OffsetAndMetadata> found = new HashMap<>();
        partitions.forEach(one -> found.put(one, committed.get(one)));
        return found;
      }
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
      wakeUp();
      synchronized (FakeTopic.this) {
        answer();
        if (refusesCommits) {
          throw new org.apache.kafka.common.errors.GroupAuthorizationException("g");
        }
        committed.putAll(offsets);
      }
    }

    @Override
    public void assign(Collection<TopicPartition> partitions) {
      positions.keySet().retainAll(partitions);
      partitions.forEach(one -> positions.putIfAbsent(one, 0L));
    }

    @Override
    public void seek(TopicPartition partition, long offset) {
      positions.put(partition, offset);
    }

    @Override
    public long position(TopicPartition partition) {
      return positions.get(partition);
    }

    @Override
    public ConsumerRecords<byte[], ByteBuffer> poll(Duration timeout) {
      wakeUp();
      Map<TopicPartition, List<ConsumerRecord<byte[], ByteBuffer>>> polled = new HashMap<>();
      synchronized (FakeTopic.this) {
        if (!isAway) {
          positions.replaceAll((partition, position) -> poll(partition, position, polled));
        }
      }
      if (polled.isEmpty()) {
        pause();
      }
      return new ConsumerRecords<>(polled);
    }

    private long poll(
        TopicPartition partition,
        long position,
        Map<TopicPartition, List<ConsumerRecord<byte[], ByteBuffer>>> polled) {
      List<String> values = log.get(partition.partition());
      if (position < first.getOrDefault(partition.partition(), 0L) || position > values.size()) {
        throw new OffsetOutOfRangeException(Map.of(partition, position));
      }
      List<ConsumerRecord<byte[], ByteBuffer>> records = new ArrayList<>();
      for (long offset = position; offset < values.size(); offset++) {
        String value = values.get((int) offset);
        if (!value.isEmpty()) {
          records.add(record(partition, offset, value));
        }
      }
      if (!records.isEmpty()) {
        polled.put(partition, records);
      }
      return values.size();
    }

    private ConsumerRecord<byte[], ByteBuffer> record(
        TopicPartition partition, long offset, String value) {
      return new ConsumerRecord<>(
          name,
          partition.partition(),
          offset,
          APPENDED,
          TimestampType.CREATE_TIME,
          -1,
          -1,
          null,
          ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)),
          headers(partition + "/" + offset),
          Optional.empty());
    }

    private RecordHeaders headers(String place) {
      RecordHeaders headers = new RecordHeaders();
      String count = retryCounts.get(place);
      if (count != null) {
        headers.add(RawRecord.RETRY_COUNT, count.getBytes(StandardCharsets.UTF_8));
      }
      return headers;
    }

    @Override
    public void wakeup() {
      isAwake = true;
    }

    private void wakeUp() {
      if (isAwake) {
        isAwake = false;
        throw new WakeupException();
      }
    }

    private void pause() {
      try {
        Thread.sleep(2);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
