package io.tidemark.internal.sharding;

import io.tidemark.change.Revision;
import io.tidemark.internal.dedup.IdBlock;
import io.tidemark.internal.dedup.IdBlockCoder;
import io.tidemark.internal.operator.WindowOperator;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Hosts a {@link WindowOperator} in Beam's keyed state and timers.
 *
 * <p>The key of Beam's state is the number of a shard. The keys of a shard share its timers, and
 * what a runner does for each element it does once for a batch of values of many keys. With many
 * keys of few values each, that is most of what windows cost.
 *
 * <p>This class holds the annotations that Beam reads. Each call becomes a {@link ShardContext},
 * which visits keys one by one as a {@link KeyContext}. Every visit does the same: it advances to
 * the current watermark, fires what is due by now, adds the values that have arrived, and writes
 * the state back. So it makes no difference whether a runner delivers a timer before or after an
 * element.
 *
 * <p><b>State.</b> {@code windows} maps a key to its windows, its recent ids and its schedule;
 * {@code seen} holds the blocks of ids of keys with many; {@code shard} holds the cache token and
 * the timers. A key is removed when its last window has expired.
 *
 * @param <K> the type of a key
 * @param <V> the type of a value
 * @param <S> the type of the operator's state of one key
 * @param <O> the type of an aggregate
 */
public final class WindowOperatorFn<K, V, S, O>
    extends DoFn<KV<Long, ShardBatch<V>>, KV<K, Revision<O>>> {

  private final HostedOperator<K, V, S, O> hosted;
  private final List<WindowingCounters> counters;
  private transient Attempt attempt;

  // The ids of state and timers are a stored format: a running job is updated by matching them.

  @StateId("shard")
  private final StateSpec<ValueState<ShardState>> shardSpec =
      StateSpecs.value(ShardState.ShardStateCoder.of());

  @StateId("windows")
  private final StateSpec<MapState<EncodedKey, KeyState<S>>> keysSpec;

  @StateId("seen")
  private final StateSpec<MapState<KV<EncodedKey, Long>, IdBlock>> idBlocksSpec =
      StateSpecs.map(
          KvCoder.of(EncodedKey.EncodedKeyCoder.of(), VarLongCoder.of()), IdBlockCoder.of());

  /**
   * Fires when the watermark passes the next end or expiry of any key of the shard. It holds the
   * output watermark at the end of the next window, so that its pane is not late downstream.
   */
  @TimerId("window")
  private final TimerSpec windowSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  /** Fires when the cadence of any key makes a pane due. It does not hold the watermark. */
  @TimerId("due")
  private final TimerSpec dueSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

  public WindowOperatorFn(HostedOperator<K, V, S, O> hosted) {
    this.hosted = hosted;
    this.counters =
        hosted.outputs().stream().map(output -> WindowingCounters.of(output.name())).toList();
    this.keysSpec =
        StateSpecs.map(
            EncodedKey.EncodedKeyCoder.of(),
            new KeyState.KeyStateCoder<>(hosted.operator().stateCoder()));
  }

  /** Begins an attempt with each instance of the step, as after a restart. */
  @Setup
  public void beginAttempt() {
    attempt = Attempt.begin(hosted.reemits());
  }

  /** Adds the values of a batch, key by key. */
  @ProcessElement
  public void processElement(
      @Element KV<Long, ShardBatch<V>> element,
      @Timestamp Instant timestamp,
      @StateId("shard") ValueState<ShardState> shard,
      @StateId("windows") MapState<EncodedKey, KeyState<S>> keys,
      @StateId("seen") MapState<KV<EncodedKey, Long>, IdBlock> idBlocks,
      @TimerId("window") Timer window,
      @TimerId("due") Timer due,
      MultiOutputReceiver out)
      throws IOException {
    long watermark = knownWatermark(window, timestamp);
    ShardContext<K, V, S, O> context =
        context(
            element.getKey(),
            new ShardCells<>(shard, keys, idBlocks),
            new ShardTimers(window, due),
            out);
    for (KeyedValues<V> values : element.getValue().byKey()) {
      context.add(values, watermark);
    }
    context.store();
  }

  /** Visits the keys of a shard for which the watermark makes something due. */
  @OnTimer("window")
  public void onWindow(
      OnTimerContext context,
      @Key Long number,
      @StateId("shard") ValueState<ShardState> shard,
      @StateId("windows") MapState<EncodedKey, KeyState<S>> keys,
      @StateId("seen") MapState<KV<EncodedKey, Long>, IdBlock> idBlocks,
      @TimerId("window") Timer window,
      @TimerId("due") Timer due,
      MultiOutputReceiver out) {
    // The watermark has at least passed the time of the timer, even if it is not reported.
    long passed = context.fireTimestamp().getMillis() + 1;
    long watermark = Math.max(passed, window.getCurrentRelativeTime().getMillis());
    onWatermark(
        watermark,
        number,
        new ShardCells<>(shard, keys, idBlocks),
        new ShardTimers(window, due),
        out);
  }

  /** The same for a watermark that is known; separate for tests. */
  void onWatermark(
      long watermark,
      long number,
      ShardCells<S> cells,
      ShardTimers timers,
      MultiOutputReceiver out) {
    ShardContext<K, V, S, O> context = context(number, cells, timers, out);
    context.onWatermark(watermark);
    context.store();
  }

  /** Visits the keys of a shard with panes that are due by now. */
  @OnTimer("due")
  public void onDue(
      OnTimerContext context,
      @Key Long number,
      @StateId("shard") ValueState<ShardState> shard,
      @StateId("windows") MapState<EncodedKey, KeyState<S>> keys,
      @StateId("seen") MapState<KV<EncodedKey, Long>, IdBlock> idBlocks,
      @TimerId("window") Timer window,
      @TimerId("due") Timer due,
      MultiOutputReceiver out) {
    onDue(
        knownWatermark(window, context.fireTimestamp()),
        number,
        new ShardCells<>(shard, keys, idBlocks),
        new ShardTimers(window, due),
        out);
  }

  /** The same for a watermark that is known; separate for tests. */
  void onDue(
      long watermark,
      long number,
      ShardCells<S> cells,
      ShardTimers timers,
      MultiOutputReceiver out) {
    ShardContext<K, V, S, O> context = context(number, cells, timers, out);
    context.onDue(watermark);
    context.store();
  }

  private ShardContext<K, V, S, O> context(
      long number, ShardCells<S> cells, ShardTimers timers, MultiOutputReceiver out) {
    return new ShardContext<>(hosted, counters, attempt, number, cells, timers, out);
  }

  /**
   * The input watermark, as an event-time timer reports it, or {@code Long.MIN_VALUE} if it does
   * not. Beam's portable harness reports the time of the element, or of the timer that has fired,
   * instead. Then the watermark is known only from the event-time timers that have fired, and the
   * operator keeps the one it has seen.
   */
  private static long knownWatermark(Timer eventTime, Instant echo) {
    Instant reported = eventTime.getCurrentRelativeTime();
    return reported.equals(echo) ? Long.MIN_VALUE : reported.getMillis();
  }

  /** Changes have the timestamp of their window's last moment, which may be before the input's. */
  @Override
  @SuppressWarnings("deprecation")
  public Duration getAllowedTimestampSkew() {
    return Duration.millis(Long.MAX_VALUE);
  }
}
