package io.tidemark.internal.sharding;

import io.tidemark.internal.operator.WindowOperator.Schedule;
import io.tidemark.internal.sharding.WindowingCounters.Counts;
import io.tidemark.internal.version.CacheToken;
import java.util.Collection;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn.MultiOutputReceiver;

/**
 * One call for one shard: takes the shard's timer queue out of the cache, visits keys, and sets the
 * timers that the keys share.
 */
final class ShardContext<K, V, S, O> {
  final HostedOperator<K, V, S, O> hosted;
  final List<WindowingCounters> counters;
  final Attempt attempt;
  final ShardCells<S> cells;
  final MultiOutputReceiver out;

  /** Processing time: what comes with one call comes at one time. */
  final long now;

  final TimerQueue timerQueue;
  private final long number;
  private final ShardTimers timers;
  private final ShardState shard;
  private final Counts[] counts;

  /** The timers as the runner has them. */
  private Schedule set;

  ShardContext(
      HostedOperator<K, V, S, O> hosted,
      List<WindowingCounters> counters,
      Attempt attempt,
      long number,
      ShardCells<S> cells,
      ShardTimers timers,
      MultiOutputReceiver out) {
    this.hosted = hosted;
    this.counters = counters;
    this.attempt = attempt;
    this.number = number;
    this.cells = cells;
    this.timers = timers;
    this.out = out;
    this.now = timers.now();
    this.counts = new Counts[counters.size()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new Counts();
    }
    ShardState stored = cells.shard().read();
    this.shard = stored == null ? ShardState.EMPTY : stored;
    this.set = shard.timers();
    TimerQueue cached = attempt.timerQueues.take(number, shard.token());
    if (cached != null) {
      this.timerQueue = cached;
    } else {
      this.timerQueue = stored == null ? new TimerQueue() : cells.readTimerQueue();
    }
  }

  /** Adds the values of one key. */
  void add(KeyedValues<V> values, long watermark) {
    KeyContext<K, V, S, O> key = new KeyContext<>(values.key(), this);
    key.advance(watermark);
    key.add(values);
    key.store();
  }

  /** The event-time timer has fired, and is no longer set: visits the keys that it was for. */
  void onWatermark(long watermark) {
    set = set.withoutWindow();
    advance(timerQueue.passedBy(watermark), watermark);
  }

  /** The processing-time timer has fired, and is no longer set: visits the keys that are due. */
  void onDue(long watermark) {
    set = set.withoutDue();
    advance(timerQueue.dueAt(now), watermark);
  }

  private void advance(Collection<EncodedKey> keys, long watermark) {
    for (EncodedKey encodedKey : keys) {
      KeyContext<K, V, S, O> key = new KeyContext<>(encodedKey, this);
      key.advance(watermark);
      key.store();
    }
  }

  Counts counts(int windowing) {
    return counts[windowing];
  }

  /** Sets the timers, stores what the shard needs beside its keys, and adds up the counts. */
  void store() {
    Schedule next = timerQueue.next();
    timers.move(set, next);
    if (next.equals(Schedule.NOTHING)) {
      cells.shard().clear();
    } else {
      long token = timerQueue.hasChanged() ? CacheToken.draw() : shard.token();
      ShardState state = new ShardState(token, next);
      if (!state.equals(shard)) {
        cells.shard().write(state);
      }
      attempt.timerQueues.remember(number, token, timerQueue);
    }
    for (int i = 0; i < counts.length; i++) {
      counters.get(i).add(counts[i]);
    }
  }
}
