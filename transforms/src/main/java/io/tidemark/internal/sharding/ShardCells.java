package io.tidemark.internal.sharding;

import io.tidemark.internal.dedup.IdBlock;
import io.tidemark.internal.dedup.IdBlockState;
import io.tidemark.internal.operator.WindowOperator.Schedule;
import java.util.Map;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.values.KV;

/**
 * The state cells of one shard, as the runner hands them in with each call.
 *
 * @param shard the cache token and the timers of the shard; empty if nothing of any key is due
 * @param keys the state of each key that has windows
 * @param idBlocks the blocks of ids, by their key and number
 */
record ShardCells<S>(
    ValueState<ShardState> shard,
    MapState<EncodedKey, KeyState<S>> keys,
    MapState<KV<EncodedKey, Long>, IdBlock> idBlocks) {

  /** Rebuilds the timer queue from the schedules that are stored with the keys. */
  TimerQueue readTimerQueue() {
    TimerQueue queue = new TimerQueue();
    for (Map.Entry<EncodedKey, KeyState<S>> key : keys.entries().read()) {
      queue.change(key.getKey(), Schedule.NOTHING, key.getValue().schedule);
    }
    return queue;
  }

  /** The blocks of ids of one key. */
  IdBlockState idBlocksOf(EncodedKey key) {
    return new IdBlockState() {
      @Override
      public IdBlock get(long number) {
        return idBlocks.get(KV.of(key, number)).read();
      }

      @Override
      public void put(long number, IdBlock block) {
        idBlocks.put(KV.of(key, number), block);
      }

      @Override
      public void remove(long number) {
        idBlocks.remove(KV.of(key, number));
      }
    };
  }
}
