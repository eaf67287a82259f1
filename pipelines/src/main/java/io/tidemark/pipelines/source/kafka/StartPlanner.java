package io.tidemark.pipelines.source.kafka;

import io.tidemark.pipelines.source.kafka.StartPlan.Committed;
import io.tidemark.pipelines.source.kafka.StartPlan.Known;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker for what a {@link StartPlan} is made of, and says in the log what it means.
 *
 * @param fromBeginning whether a group without offsets starts at the beginning of each partition
 */
record StartPlanner(TopicSettings settings, boolean fromBeginning) {
  private static final Logger LOG = LoggerFactory.getLogger(StartPlanner.class);

  /** Returns the plan for these partitions, which are all that the topic has. */
  StartPlan plan(Consumer<byte[], ByteBuffer> consumer, List<Integer> partitions) {
    List<TopicPartition> all =
        partitions.stream()
            .map(partition -> new TopicPartition(settings.topic(), partition))
            .toList();
    Map<TopicPartition, Committed> committed = committed(consumer, Set.copyOf(all));
    Long resumedMillis = StartPlan.completedMillis(committed.values());
    Map<TopicPartition, Long> first = consumer.beginningOffsets(all);
    Map<TopicPartition, Long> end = consumer.endOffsets(all);
    Map<TopicPartition, Long> sought = sought(consumer, committed.keySet(), first, resumedMillis);
    Map<Integer, Known> known = new TreeMap<>();
    for (TopicPartition partition : all) {
      known.put(
          partition.partition(),
          new Known(
              new PartitionEnds(first.get(partition), end.get(partition)),
              committed.get(partition),
              sought.get(partition)));
    }
    StartPlan plan = StartPlan.of(resumedMillis, known, fromBeginning);
    say(plan, !committed.isEmpty());
    return plan;
  }

  private static Map<TopicPartition, Committed> committed(
      Consumer<byte[], ByteBuffer> consumer, Set<TopicPartition> partitions) {
    Map<TopicPartition, Committed> committed = new HashMap<>();
    consumer
        .committed(partitions)
        .forEach(
            (partition, offset) -> {
              if (offset != null) {
                committed.put(partition, of(offset));
              }
            });
    return committed;
  }

  private static Committed of(OffsetAndMetadata offset) {
    return new Committed(offset.offset(), CommitNote.parse(offset.metadata()));
  }

  /**
   * Returns the first offsets since {@code W − reach}. A producer stamps a record after the event,
   * but its clock may be behind that of the event by as much as an event may be in the future.
   */
  private Map<TopicPartition, Long> sought(
      Consumer<byte[], ByteBuffer> consumer,
      Set<TopicPartition> partitions,
      Map<TopicPartition, Long> first,
      @Nullable Long resumedMillis) {
    Map<TopicPartition, Long> sought = new HashMap<>();
    if (resumedMillis == null || partitions.isEmpty()) {
      return sought;
    }
    long since = since(resumedMillis);
    if (since <= 0) {
      partitions.forEach(partition -> sought.put(partition, first.get(partition)));
      return sought;
    }
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, since));
    for (Map.Entry<TopicPartition, OffsetAndTimestamp> found :
        consumer.offsetsForTimes(times).entrySet()) {
      if (found.getValue() != null) {
        sought.put(found.getKey(), found.getValue().offset());
      }
    }
    return sought;
  }

  private long since(long resumedMillis) {
    return resumedMillis == PartitionWatermark.MIN_MILLIS
        ? 0
        : resumedMillis - settings.reachMillis() - settings.futureLimit().maxSkewMillis();
  }

  private void say(StartPlan plan, boolean isCommitted) {
    Long resumedMillis = plan.resumedMillis();
    if (resumedMillis == null && isCommitted) {
      LOG.warn(
          "group {} has offsets of topic {} that do not say which windows were open, and there is no"
              + " state: windows that were open then may lack the events read before",
          settings.group(),
          settings.topic());
    } else if (resumedMillis != null) {
      long since = since(resumedMillis);
      LOG.warn(
          "topic {} is read again from {} on, because there is no state: {} records that group {}"
              + " had read already",
          settings.topic(),
          since <= 0 ? "its first record" : Instant.ofEpochMilli(since),
          plan.readAgain(),
          settings.group());
    }
  }
}
