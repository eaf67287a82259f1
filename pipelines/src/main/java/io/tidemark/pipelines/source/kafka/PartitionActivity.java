package io.tidemark.pipelines.source.kafka;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.kafka.common.TopicPartition;

/**
 * When a partition was last active, and its watermark.
 *
 * <p>Beam makes a new policy whenever it resumes a partition, which with splittable reads is every
 * few seconds, far more often than an idle timeout ends. So activity is remembered in the process
 * together with the watermark at which it was left. A policy takes it up only at exactly that
 * watermark. At any other, the partition has been read elsewhere since, or is replayed after a
 * failure, and its idle time starts anew.
 */
final class PartitionActivity {
  /** One entry for each read and partition; none is ever removed. */
  private static final ConcurrentMap<Key, PartitionActivity> REMEMBERED = new ConcurrentHashMap<>();

  private volatile long lastActiveMillis;
  private volatile long watermarkMillis;

  private record Key(String readId, TopicPartition partition) {}

  private PartitionActivity(long lastActiveMillis, long watermarkMillis) {
    this.lastActiveMillis = lastActiveMillis;
    this.watermarkMillis = watermarkMillis;
  }

  /** Returns the activity of a partition that is first seen now. */
  static PartitionActivity startingAt(long nowMillis, long watermarkMillis) {
    return new PartitionActivity(nowMillis, watermarkMillis);
  }

  /** Returns what is remembered of this partition of this read, or starts anew. */
  static PartitionActivity resume(
      String readId, TopicPartition partition, Optional<Long> watermarkMillis, long nowMillis) {
    return REMEMBERED.compute(
        new Key(readId, partition),
        (key, known) ->
            known != null && watermarkMillis.equals(Optional.of(known.watermarkMillis))
                ? known
                : startingAt(nowMillis, watermarkMillis.orElse(EventTimePolicy.MIN_MILLIS)));
  }

  /** Notes that the partition was active at this processing time. */
  void activeAt(long nowMillis) {
    lastActiveMillis = Math.max(lastActiveMillis, nowMillis);
  }

  /** Returns the processing time of the last activity, in milliseconds since the epoch. */
  long lastActiveMillis() {
    return lastActiveMillis;
  }

  /** Returns the highest watermark so far, in milliseconds since the epoch. */
  long watermarkMillis() {
    return watermarkMillis;
  }

  /** Raises the watermark to this one unless it is higher already, and returns it. */
  long raiseWatermark(long millis) {
    watermarkMillis = Math.max(watermarkMillis, millis);
    return watermarkMillis;
  }
}
