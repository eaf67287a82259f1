package io.tidemark.internal.sharding;

import java.util.HashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The agendas of the shards that a worker has. One counts only with the {@link ShardState#stamp}
 * that it was remembered with.
 */
final class TimerQueueCache {
  private record Remembered(long stamp, TimerQueue agenda) {}

  private final Map<Long, Remembered> shards = new HashMap<>();

  /**
   * The agenda of a shard as it was when the stamp was drawn; null if it is not remembered. It no
   * longer is, either way: should the visit fail, it is made anew.
   */
  @Nullable TimerQueue take(long shard, long stamp) {
    Remembered remembered = shards.remove(shard);
    return remembered != null && remembered.stamp() == stamp ? remembered.agenda() : null;
  }

  void remember(long shard, long stamp, TimerQueue agenda) {
    shards.put(shard, new Remembered(stamp, agenda.unchanged()));
  }
}
