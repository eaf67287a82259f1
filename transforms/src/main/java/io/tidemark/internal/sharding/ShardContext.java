package io.tidemark.internal.sharding;

import io.tidemark.internal.operator.WindowOperator.Schedule;
import io.tidemark.internal.sharding.WindowingCounters.Counts;
import io.tidemark.internal.version.CacheToken;
import java.util.Collection;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn.MultiOutputReceiver;

/**
 * One call for one shard: takes the shard's timer queue out of the cache, or rebuilds it, visits
 * keys, and sets the timers that the keys share. {@link #store} must be the last call.
 */
final class ShardContext<K, V, S, O> {
  final HostedOperator<K, V, S, O> hosted;
  final List<WindowingCounters> counters;
  final Attempt attempt;
  final ShardCells<S> cells;
  final MultiOutputReceiver out;

  /** Processing time, in milliseconds. It is the same for all that a call does. */
  final long now;

  final TimerQueue timerQueue;
  private final long number;
  private final ShardTimers timers;
  private final ShardState shard;
  private final Counts[] counts;

  /** What the timers are set to in the runner. */
  private Schedule set;

  /**
   * The watermark: the later of what the runner says and what the shard has seen before. After a
   * restart a runner may take a while to know what its watermark was.
   */
  private long watermark;

  /** What the values have said of an earlier job, if they have; see {@link HostedOperator}. */
  private long settled;

  private boolean isPassed;

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
    this.watermark = shard.watermark();
    this.settled = shard.settled();
    this.timerQueue = timerQueue();
  }

  private TimerQueue timerQueue() {
    TimerQueue cached = attempt.timerQueues.take(number, shard.token());
    if (cached != null) {
      return cached;
    }
    hosted.fingerprint().check(shard.fingerprint());
    return shard.timers().equals(Schedule.NOTHING) ? new TimerQueue() : cells.readTimerQueue();
  }

  /** The watermark at which an earlier job had left its windows. */
  long settled() {
    return settled;
  }

  /** Visits a key to add values. */
  void add(KeyedValues<V> values, long runnersWatermark) {
    watermark = Math.max(watermark, runnersWatermark);
    settled = Math.max(settled, settledBy(values));
    KeyContext<K, V, S, O> key = new KeyContext<>(values.key(), this);
    key.advance(watermark);
    key.add(values);
    key.store();
  }

  private long settledBy(KeyedValues<V> values) {
    long latest = Long.MIN_VALUE;
    if (hosted.settled() != null) {
      for (int i = 0; i < values.size(); i++) {
        latest = Math.max(latest, hosted.settled().apply(values.value(i)));
      }
    }
    return latest;
  }

  /** Visits the keys that a watermark makes due, after the event-time timer has fired. */
  void onWatermark(long runnersWatermark) {
    watermark = Math.max(watermark, runnersWatermark);
    isPassed = true;
    set = set.withoutWindow();
    advance(timerQueue.passedBy(watermark));
  }

  /** Visits the keys that are due by now, after the processing-time timer has fired. */
  void onDue(long runnersWatermark) {
    watermark = Math.max(watermark, runnersWatermark);
    set = set.withoutDue();
    advance(timerQueue.dueAt(now));
  }

  private void advance(Collection<EncodedKey> keys) {
    for (EncodedKey encodedKey : keys) {
      KeyContext<K, V, S, O> key = new KeyContext<>(encodedKey, this);
      key.advance(watermark);
      key.store();
    }
  }

  Counts counts(int windowing) {
    return counts[windowing];
  }

  /** Counts an element that differs from one with its identity, in all windowings. */
  void countConflict() {
    for (Counts each : counts) {
      each.conflicts++;
    }
  }

  /**
   * Sets the timers, stores the state of the shard, remembers the timer queue, and reports the
   * counts of this call to the runner.
   */
  void store() {
    Schedule next = timerQueue.next();
    timers.move(set, next);
    long token = timerQueue.hasChanged() ? CacheToken.draw() : shard.token();
    ShardState state =
        new ShardState(token, next, shard.watermark(), settled, hosted.fingerprint().text());
    // The watermark alone is written only when windows may have expired.
    if (isPassed || !state.equals(shard)) {
      cells.shard().write(state.withWatermark(watermark));
    }
    if (next.equals(Schedule.NOTHING)) {
      attempt.timerQueues.forget(number);
    } else {
      attempt.timerQueues.remember(number, token, timerQueue);
    }
    for (int i = 0; i < counts.length; i++) {
      counters.get(i).add(counts[i]);
    }
  }
}
