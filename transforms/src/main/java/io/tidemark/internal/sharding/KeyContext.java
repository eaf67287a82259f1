package io.tidemark.internal.sharding;

import io.tidemark.change.Identity;
import io.tidemark.change.LateElement;
import io.tidemark.change.Revision;
import io.tidemark.internal.dedup.Deduplicator;
import io.tidemark.internal.dedup.Fate;
import io.tidemark.internal.operator.PaneOutput;
import io.tidemark.internal.operator.WindowOperator;
import io.tidemark.internal.operator.WindowOperator.Arrival;
import io.tidemark.internal.operator.WindowOperator.Schedule;
import java.util.List;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.KV;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * One visit of one key. It reads the key's state, lets the operator work on it, outputs what the
 * operator emits, and stores the state. The order of calls is {@link #advance}, {@link #add} if
 * there are values, and {@link #store}.
 */
final class KeyContext<K, V, S, O> implements PaneOutput<V, O> {
  private final EncodedKey encodedKey;
  private final ShardContext<K, V, S, O> shard;
  private final HostedOperator<K, V, S, O> hosted;
  private final WindowOperator<V, S, O> operator;
  private final KeyState<S> state;

  /** Whether current panes must be emitted again, as another instance visited the key last. */
  private final boolean isOfLostAttempt;

  /** The earliest event time of which elements were kept when the visit began. */
  private final long oldestBefore;

  /** Set when an element is aggregated in any windowing; cleared before each that may be late. */
  private boolean aggregatedNow;

  private @Nullable K key;
  private @Nullable Deduplicator deduplicator;

  KeyContext(EncodedKey encodedKey, ShardContext<K, V, S, O> shard) {
    this.encodedKey = encodedKey;
    this.shard = shard;
    this.hosted = shard.hosted;
    this.operator = hosted.operator();
    KeyState<S> stored = shard.cells.keys().get(encodedKey).read();
    this.state = stored == null ? new KeyState<>(operator.create()) : stored;
    long attempt = shard.attempt.number;
    this.isOfLostAttempt = hosted.reemits() && stored != null && state.attempt != attempt;
    this.state.attempt = attempt;
    operator.settle(state.windows, shard.settled());
    this.oldestBefore = operator.oldestHeld(state.windows);
  }

  /**
   * Advances the windows to this watermark and to the current processing time. If a new instance of
   * the step emits current panes again ({@link HostedOperator#reemits}), its first visit of a key
   * does so before that.
   */
  void advance(long watermark) {
    if (isOfLostAttempt) {
      operator.reemit(state.windows, this);
    }
    operator.advance(state.windows, watermark, this);
    forgetIds();
    operator.fireDue(state.windows, shard.now, this);
  }

  /** Adds values that have arrived, in their order. */
  void add(KeyedValues<V> values) {
    SerializableFunction<V, Identity> identity = hosted.identity();
    if (identity == null) {
      for (int i = 0; i < values.size(); i++) {
        add(values.value(i), values.timestamp(i), false);
      }
    } else if (operator.takesAllFrom(state.windows, values.earliest())) {
      addAll(values, identity);
    } else {
      addUnlessLate(values, identity);
    }
  }

  /**
   * Adds values of which some may be late. The id of a late value is not kept: the value was not
   * aggregated, so another one with its id is no duplicate.
   */
  private void addUnlessLate(KeyedValues<V> values, SerializableFunction<V, Identity> identity) {
    for (int i = 0; i < values.size(); i++) {
      V value = values.value(i);
      long timestamp = values.timestamp(i);
      Identity id = identity.apply(value);
      int content = hosted.content().apply(value);
      aggregatedNow = false;
      add(value, timestamp, deduplicator().find(id, timestamp, content));
      if (aggregatedNow) {
        deduplicator().add(id, timestamp, content);
      }
    }
  }

  /** Adds values of which none is late, so that each is aggregated unless it was before. */
  private void addAll(KeyedValues<V> values, SerializableFunction<V, Identity> identity) {
    Identity[] ids = new Identity[values.size()];
    int[] contents = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = identity.apply(values.value(i));
      contents[i] = hosted.content().apply(values.value(i));
    }
    Fate[] fates = deduplicator().addNew(ids, values.timestamps(), contents);
    for (int i = 0; i < ids.length; i++) {
      add(values.value(i), values.timestamp(i), fates[i]);
    }
  }

  private void add(V value, long timestamp, Fate fate) {
    if (fate == Fate.CONFLICT) {
      shard.countConflict();
      shard
          .out
          .get(hosted.conflicts())
          .outputWithTimestamp(KV.of(key(), value), Instant.ofEpochMilli(timestamp));
    } else {
      add(value, timestamp, fate == Fate.DUPLICATE);
    }
  }

  private void add(V value, long timestamp, boolean duplicate) {
    operator.add(
        state.windows,
        new Arrival<>(value, timestamp, hosted.critical().apply(value), duplicate),
        shard.now,
        this);
  }

  /**
   * Stores the state of the key, or removes it if no windows are left, and enters into the shard's
   * timer queue when the key is due next.
   */
  void store() {
    if (deduplicator != null) {
      deduplicator.save();
    }
    boolean isEmpty = operator.isEmpty(state.windows);
    Schedule next = isEmpty ? Schedule.NOTHING : operator.schedule(state.windows);
    shard.timerQueue.change(encodedKey, state.schedule, next);
    state.schedule = next;
    if (isEmpty) {
      shard.cells.keys().remove(encodedKey);
    } else {
      shard.cells.keys().put(encodedKey, state);
    }
  }

  /** Forgets the ids of elements that are no longer kept, where there may be such. */
  private void forgetIds() {
    long oldest = operator.oldestHeld(state.windows);
    if (hosted.identity() != null && oldest > oldestBefore) {
      deduplicator().forgetBefore(oldest);
    }
  }

  /** The deduplicator of the key, which is made when it is first used. */
  private Deduplicator deduplicator() {
    if (deduplicator == null) {
      deduplicator =
          new Deduplicator(
              state.ids,
              shard.cells.idBlocksOf(encodedKey),
              shard.attempt.idBlocks,
              operator.oldestHeld(state.windows));
    }
    return deduplicator;
  }

  /** The key, which is decoded only if something is output. */
  private K key() {
    if (key == null) {
      key = encodedKey.decoded(hosted.keyCoder());
    }
    return key;
  }

  // What the operator emits is output with the timestamp of its window's last moment, and a late
  // element with its own timestamp. Counts are kept in the shard's context until the call ends.

  @Override
  public long nextVersion() {
    return shard.attempt.nextVersion(state, hosted.clock().micros());
  }

  @Override
  public void revise(int windowing, Revision<O> revision) {
    shard
        .out
        .get(hosted.outputs().get(windowing).revisions())
        .outputWithTimestamp(KV.of(key(), revision), revision.window().maxTimestamp());
  }

  @Override
  public void aggregated(int windowing) {
    aggregatedNow = true;
    shard.counts(windowing).aggregated++;
  }

  @Override
  public void acceptedLate(int windowing) {
    shard.counts(windowing).acceptedLate++;
  }

  @Override
  public void missed(int windowing, long windowCount) {
    shard.counters.get(windowing).missed().inc(windowCount);
  }

  @Override
  public void duplicate(int windowing) {
    shard.counts(windowing).duplicates++;
  }

  @Override
  public void late(List<Integer> missed, V value, long timestamp, long watermark) {
    missed.forEach(windowing -> shard.counts(windowing).late++);
    List<String> names = missed.stream().map(i -> hosted.outputs().get(i).name()).toList();
    shard
        .out
        .get(hosted.late())
        .outputWithTimestamp(
            KV.of(key(), new LateElement<>(value, timestamp, watermark, names)),
            Instant.ofEpochMilli(timestamp));
  }
}
