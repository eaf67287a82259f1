package io.tidemark.pipelines.source.kafka;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one reader begins with each of its partitions: at its mark, or as the {@link StartPlan} of
 * a job without state says, or at the beginning of a partition that was added since.
 */
final class PartitionStarts {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionStarts.class);

  private final TopicSettings settings;
  private final TopicWatch watch;
  private final int split;
  private final int splits;
  private final @Nullable KafkaMark mark;
  private @Nullable List<Integer> seen;
  private boolean hasBegun;

  /** What begins now; of the first that begins, whether it is read again. */
  record Begin(@Nullable Long resumedMillis, Map<Integer, PartitionStart> partitions) {}

  /**
   * Finds the starts of a split.
   *
   * @param mark what the reader goes on from; null for nothing
   */
  PartitionStarts(
      TopicSettings settings, TopicWatch watch, int split, int splits, @Nullable KafkaMark mark) {
    this.settings = settings;
    this.watch = watch;
    this.split = split;
    this.splits = splits;
    this.mark = mark != null && mark.known() ? mark : null;
  }

  /**
   * Returns the partitions of this split, of those that are known; null if that has to wait. A
   * reader that goes on from a mark need not wait for the topic, unless it has to know of every
   * partition that another attempt may have read.
   */
  @Nullable Set<Integer> own() {
    List<Integer> all = watch.partitions();
    if (all != null) {
      return all.stream()
          .filter(partition -> partition % splits == split)
          .collect(Collectors.toSet());
    }
    return mark != null && !settings.replays() && !mark.partitions().isEmpty()
        ? mark.partitions().keySet()
        : null;
  }

  /** Returns the starts of partitions that are not among those read already; null for none yet. */
  @Nullable Begin next(Consumer<byte[], ByteBuffer> consumer, Collection<Integer> read) {
    List<Integer> all = watch.partitions();
    if (hasBegun && all == seen) {
      return null;
    }
    Set<Integer> own = own();
    Set<Integer> fresh = own == null ? Set.of() : new HashSet<>(own);
    fresh.removeAll(read);
    if (fresh.isEmpty()) {
      seen = all;
      return null;
    }
    return mark == null && !hasBegun ? planned(fresh) : goneOn(consumer, fresh);
  }

  /** Notes that what {@link #next} has returned is read; until then it is returned again. */
  void begun() {
    hasBegun = true;
  }

  private @Nullable Begin planned(Set<Integer> fresh) {
    StartPlan plan = watch.plan();
    if (plan == null) {
      return null;
    }
    Map<Integer, PartitionStart> starts = new TreeMap<>(plan.starts());
    starts.keySet().retainAll(fresh);
    return new Begin(plan.resumedMillis(), starts);
  }

  private Begin goneOn(Consumer<byte[], ByteBuffer> consumer, Set<Integer> fresh) {
    List<TopicPartition> partitions =
        fresh.stream().map(number -> new TopicPartition(settings.topic(), number)).toList();
    Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
    Map<TopicPartition, Long> reserved = reserved(consumer, partitions, end);
    Map<Integer, PartitionStart> starts = new TreeMap<>();
    for (TopicPartition partition : partitions) {
      PartitionMark own = mark == null ? null : mark.partitions().get(partition.partition());
      long known = reserved.get(partition);
      boolean isUnread = own == null && known == Long.MAX_VALUE;
      long replayEnd = settings.replays() && !isUnread ? Math.min(known, end.get(partition)) : 0;
      starts.put(
          partition.partition(),
          own == null
              ? PartitionStart.added(first.get(partition), replayEnd, announced(known))
              : PartitionStart.from(own, replayEnd, announced(known)));
    }
    return new Begin(mark == null ? null : mark.resumedMillis(), starts);
  }

  private static long announced(long reserved) {
    return reserved == Long.MAX_VALUE ? 0 : reserved;
  }

  /**
   * Returns up to where each partition may have been read; {@code Long.MAX_VALUE} where the group
   * does not say.
   */
  private Map<TopicPartition, Long> reserved(
      Consumer<byte[], ByteBuffer> consumer,
      List<TopicPartition> partitions,
      Map<TopicPartition, Long> end) {
    Map<TopicPartition, Long> reserved = new HashMap<>();
    partitions.forEach(partition -> reserved.put(partition, Long.MAX_VALUE));
    if (!settings.replays()) {
      return reserved;
    }
    try {
      consumer
          .committed(Set.copyOf(partitions))
          .forEach(
              (partition, offset) -> {
                CommitNote note = offset == null ? null : CommitNote.parse(offset.metadata());
                if (note != null) {
                  reserved.put(partition, note.reserved());
                }
              });
    } catch (AuthorizationException e) {
      LOG.warn(
          "the offsets of group {} cannot be read, so topic {} is replayed to its end: {}",
          settings.group(),
          settings.topic(),
          e.toString());
    }
    return reserved;
  }
}
