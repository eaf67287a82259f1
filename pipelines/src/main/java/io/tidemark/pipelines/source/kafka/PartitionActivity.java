package io.tidemark.pipelines.source.kafka;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.kafka.common.TopicPartition;

/**
 * When a partition was last active.
 *
 * <p>Beam makes a new policy whenever it resumes a partition: with splittable reads every few
 * seconds, far more often than any idle timeout ends. So activity is remembered per process, beside
 * the watermark at which it was left. A policy takes it up only at exactly that watermark: at any
 * other, the partition has been read elsewhere since, or is being replayed after a failure, and its
 * idle time starts anew.
 */
final class PartitionActivity {
  /** Entries: one per read and partition. */
  private static final ConcurrentMap<Key, PartitionActivity> REMEMBERED = new ConcurrentHashMap<>();

  private volatile long lastActiveMillis;
  private volatile long watermarkMillis;

  private record Key(String readId, TopicPartition partition) {}

  private PartitionActivity(long lastActiveMillis, long watermarkMillis) {
    this.lastActiveMillis = lastActiveMillis;
    this.watermarkMillis = watermarkMillis;
  }

  /** For a partition first seen now. */
  static PartitionActivity startingAt(long nowMillis, long watermarkMillis) {
    return new PartitionActivity(nowMillis, watermarkMillis);
  }

  /** Takes up what is remembered of this partition of this read, or starts anew. */
  static PartitionActivity resume(
      String readId, TopicPartition partition, Optional<Long> watermarkMillis, long nowMillis) {
    return REMEMBERED.compute(
        new Key(readId, partition),
        (key, known) ->
            known != null && watermarkMillis.equals(Optional.of(known.watermarkMillis))
                ? known
                : startingAt(nowMillis, watermarkMillis.orElse(EventTimePolicy.MIN_MILLIS)));
  }

  void activeAt(long nowMillis) {
    lastActiveMillis = Math.max(lastActiveMillis, nowMillis);
  }

  long lastActiveMillis() {
    return lastActiveMillis;
  }

  /** The highest watermark so far. */
  long watermarkMillis() {
    return watermarkMillis;
  }

  long raiseWatermark(long millis) {
    watermarkMillis = Math.max(watermarkMillis, millis);
    return watermarkMillis;
  }
}
