package io.tidemark.pipelines.sink.postgres;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;

/**
 * What one instance of the writing step has to say about how far its shards are written, and has
 * not said yet.
 *
 * <p>A shard speaks when the watermark passes, at most once in {@value #REST_MILLIS} ms of
 * processing time, except that the end of the input is always said. And it speaks with the first
 * row that this instance has of it: whatever stands in the table may be of an attempt that was lost
 * and had come further.
 */
final class ShardProgress {

  /** Instead of a watermark: how far the shard is written is not known. */
  static final long UNKNOWN = Long.MIN_VALUE;

  /** Instead of a watermark: the input has ended. */
  static final long ENDED = Long.MAX_VALUE;

  private static final long REST_MILLIS = 1_000;

  /**
   * The last time at which a timer can be set. A watermark that reaches it: the input has ended.
   */
  static final long LAST_MILLIS = GlobalWindow.INSTANCE.maxTimestamp().getMillis();

  private final long[] restsUntil = new long[WriterShard.SHARDS];
  private final boolean[] hasSpoken = new boolean[WriterShard.SHARDS];
  private final SortedMap<Integer, Long> unsaid = new TreeMap<>();

  ShardProgress() {
    Arrays.fill(restsUntil, Long.MIN_VALUE);
  }

  /** Returns whether this instance has had nothing to say of a shard yet. */
  boolean isNew(int shard) {
    return !hasSpoken[shard];
  }

  /**
   * Notes that the watermark has passed this time, and that all rows of the shard that came before
   * it are in the hands of this instance or written.
   *
   * @param watermarkMillis in milliseconds since the epoch, or {@link #UNKNOWN}
   */
  void passed(int shard, long watermarkMillis) {
    hasSpoken[shard] = true;
    unsaid.put(shard, watermarkMillis >= LAST_MILLIS ? ENDED : watermarkMillis);
  }

  /**
   * Notes the same, unless the shard has just spoken and the input goes on. Then the caller must
   * call {@link #passed} at the time that {@link #restsUntil} returns.
   *
   * @param nowMillis processing time
   * @return whether it is noted
   */
  boolean passed(int shard, long watermarkMillis, long nowMillis) {
    if (nowMillis < restsUntil[shard] && watermarkMillis < LAST_MILLIS) {
      return false;
    }
    restsUntil[shard] = nowMillis + REST_MILLIS;
    passed(shard, watermarkMillis);
    return true;
  }

  /** Returns the processing time, in milliseconds, until which a shard has nothing to add. */
  long restsUntil(int shard) {
    return restsUntil[shard];
  }

  /** Returns what there is to say, by shard, and forgets it. */
  SortedMap<Integer, Long> take() {
    SortedMap<Integer, Long> taken = new TreeMap<>(unsaid);
    unsaid.clear();
    return taken;
  }

  /** Discards what a bundle that failed has left unsaid. */
  void startBundle() {
    unsaid.keySet().forEach(shard -> hasSpoken[shard] = false);
    unsaid.clear();
  }
}
