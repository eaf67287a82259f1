package io.tidemark.query.feed;

import io.tidemark.query.row.Restatement;
import io.tidemark.query.row.RowChange;
import io.tidemark.query.row.Stream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads the changes after a position, as they were published. A record that says again what an
 * earlier one has said is left out, and so that this is known at the begin too, it reads some
 * records before it. For one thread.
 */
public final class TopicReplay implements AutoCloseable {
  private static final Duration ASK = Duration.ofSeconds(5);

  /** Some 600 kB, which their reader has room for. */
  private static final int AT_ONCE = 500;

  /** A repeated publication follows the first one within a bundle. */
  private static final long BEFORE = 1000;

  private final FeedTopics topics;
  private final Consumer<byte[], byte[]> consumer;
  private final RecordReader reader = new RecordReader();
  private final ToldVersions told = new ToldVersions();
  private final Position from;
  private final Set<TopicPartition> partitions;
  private final boolean incomplete;
  private final long left;

  private TopicReplay(
      FeedTopics topics, Consumer<byte[], byte[]> consumer, Set<Stream> streams, Position from) {
    this.topics = topics;
    this.consumer = consumer;
    this.from = from;
    this.partitions = topics.find(consumer, ASK, false);
    partitions.removeIf(partition -> !streams.contains(topics.stream(partition.topic())));
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, ASK);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ASK);
    consumer.assign(partitions);
    begins.forEach(
        (partition, begin) -> consumer.seek(partition, Math.max(begin, from(partition) - BEFORE)));
    this.incomplete =
        partitions.stream()
            .anyMatch(
                partition ->
                    from(partition) < begins.get(partition)
                        || from(partition) > ends.get(partition));
    this.left =
        partitions.stream()
            .mapToLong(partition -> Math.max(0, ends.get(partition) - from(partition)))
            .sum();
  }

  /**
   * Opens a replay of the changes of some streams after a position.
   *
   * @throws KafkaException if the brokers do not answer
   */
  public static TopicReplay open(FeedSettings settings, Set<Stream> streams, Position from) {
    Consumer<byte[], byte[]> consumer =
        FeedTopics.consumer(settings.kafka(), "tidemark-serve-replay", AT_ONCE);
    try {
      return new TopicReplay(new FeedTopics(settings.prefix()), consumer, streams, from);
    } catch (KafkaException e) {
      consumer.close(Duration.ZERO);
      throw e;
    }
  }

  /** Returns whether the topics do not have, or never had, what comes after the position. */
  public boolean isIncomplete() {
    return incomplete;
  }

  /** Returns how many records there were after the position when it was opened. */
  public long left() {
    return left;
  }

  /** Returns the next changes, in the order of their partitions; none if none come in time. */
  public List<AppliedChange> next(Duration timeout) {
    List<AppliedChange> changes = new ArrayList<>();
    if (!partitions.isEmpty()) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
        AppliedChange change = read(record);
        if (change != null) {
          changes.add(change);
        }
      }
    }
    return changes;
  }

  private @Nullable AppliedChange read(ConsumerRecord<byte[], byte[]> record) {
    Stream stream = topics.stream(record.topic());
    FeedRecord change;
    try {
      change = stream == null ? null : reader.read(stream, record);
    } catch (MalformedRecordException e) {
      return null; // The feed counts it and says so.
    }
    if (change == null || !isNews(change)) {
      return null;
    }
    if (change.offset() < from.next(record.topic(), record.partition())) {
      return null;
    }
    RowChange applied =
        new RowChange(
            change.stream(),
            change.key(),
            change.before(),
            change.after(),
            change.version(),
            Restatement.is(change.before(), change.after()));
    return new AppliedChange(
        applied, change.partition(), change.offset(), change.timestamp(), true, false);
  }

  private boolean isNews(FeedRecord change) {
    return change.stream() == Stream.ANOMALIES
        || told.isNews(change.stream(), change.key(), change.version());
  }

  /** Returns how far it has read: what it was opened with, and of its streams what came since. */
  public Position position() {
    Position at = from;
    for (TopicPartition partition : partitions) {
      long next = Math.max(from(partition), consumer.position(partition));
      at = at.with(partition.topic(), partition.partition(), next);
    }
    return at;
  }

  private long from(TopicPartition partition) {
    return from.next(partition.topic(), partition.partition());
  }

  @Override
  public void close() {
    consumer.close(Duration.ofSeconds(1));
  }
}
