package io.tidemark.pipelines.source.kafka;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts of partitions at offsets that the broker still has. What it has not any more, because it
 * was deleted before it was read or because the topic was made anew, is said in the log.
 *
 * @param starts by partition
 * @param skipped how many offsets were deleted
 */
record Readable(Map<Integer, PartitionStart> starts, long skipped) {
  private static final Logger LOG = LoggerFactory.getLogger(Readable.class);

  /** Asks the broker for what it has, and moves the wanted starts there. */
  static Readable of(
      String topic, Consumer<byte[], ByteBuffer> consumer, Map<Integer, PartitionStart> wanted) {
    List<TopicPartition> partitions =
        wanted.keySet().stream().map(number -> new TopicPartition(topic, number)).toList();
    Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
    Map<Integer, PartitionStart> starts = new TreeMap<>();
    long skipped = 0;
    for (TopicPartition partition : partitions) {
      PartitionStart start = wanted.get(partition.partition());
      PartitionEnds ends = new PartitionEnds(first.get(partition), end.get(partition));
      skipped += Math.max(0, ends.first() - start.offset());
      say(partition, start.offset(), ends);
      starts.put(partition.partition(), start.movedInto(ends));
    }
    return new Readable(starts, skipped);
  }

  private static void say(TopicPartition partition, long offset, PartitionEnds ends) {
    if (offset < ends.first()) {
      LOG.warn(
          "offsets {} to {} of partition {} of topic {} were deleted before they were read; reading"
              + " goes on at {}",
          offset,
          ends.first() - 1,
          partition.partition(),
          partition.topic(),
          ends.first());
    } else if (offset > ends.end()) {
      LOG.warn(
          "partition {} of topic {} ends at {}, before offset {} that was to be read next: the topic"
              + " seems to have been made anew; reading goes on at its beginning, {}",
          partition.partition(),
          partition.topic(),
          ends.end(),
          offset,
          ends.first());
    }
  }
}
