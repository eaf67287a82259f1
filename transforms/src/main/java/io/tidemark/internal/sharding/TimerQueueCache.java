package io.tidemark.internal.sharding;

import java.util.HashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The timer queues of the shards that an instance of the step has visited, in memory. A queue is
 * used only while the {@link ShardState#token} that is stored equals the one that it was remembered
 * with.
 */
final class TimerQueueCache {
  private record Remembered(long token, TimerQueue queue) {}

  private final Map<Long, Remembered> shards = new HashMap<>();

  /**
   * Takes out the timer queue of a shard, or null if there is none with this token. It is gone from
   * the cache either way: should the call fail, the queue is rebuilt from state.
   */
  @Nullable TimerQueue take(long shard, long token) {
    Remembered remembered = shards.remove(shard);
    return remembered != null && remembered.token() == token ? remembered.queue() : null;
  }

  /** Forgets a shard none of whose keys is due. */
  void forget(long shard) {
    shards.remove(shard);
  }

  /** Remembers the timer queue of a shard, as of this token. */
  void remember(long shard, long token, TimerQueue queue) {
    shards.put(shard, new Remembered(token, queue.unchanged()));
  }
}
