package io.tidemark.internal.sharding;

import io.tidemark.change.Revision;
import io.tidemark.internal.dedup.IdBlock;
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
 * Hosts a {@link WindowOperator} in Beam's keyed state and timers. The key of the state is the
 * number of a shard: the keys of a shard share its timers, and what a runner does for each element
 * it does once for a batch of values of many keys. With many keys of few values each, that is most
 * of what windows cost.
 *
 * <p>Here stand the annotations that Beam reads. A call becomes a {@link ShardContext}, which
 * visits keys one by one as a {@link KeyContext}. Each visit does the same: advance to the current
 * watermark, fire what is due by now, add the values that have arrived, write the state back.
 * Whether a runner delivers a timer before or after an element makes no difference.
 */
public final class WindowOperatorFn<K, V, S, O>
    extends DoFn<KV<Long, ShardBatch<V>>, KV<K, Revision<O>>> {

  private final HostedOperator<K, V, S, O> hosted;
  private final List<WindowingCounters> counters;
  private transient Attempt attempt;

  @StateId("shard")
  private final StateSpec<ValueState<ShardState>> shardSpec =
      StateSpecs.value(ShardState.ShardStateCoder.of());

  @StateId("windows")
  private final StateSpec<MapState<EncodedKey, KeyState<S>>> keysSpec;

  @StateId("seen")
  private final StateSpec<MapState<KV<EncodedKey, Long>, IdBlock>> idBlocksSpec =
      StateSpecs.map(
          KvCoder.of(EncodedKey.EncodedKeyCoder.of(), VarLongCoder.of()),
          IdBlock.IdBlockCoder.of());

  @TimerId("window")
  private final TimerSpec windowSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

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

  @Setup
  public void beginAttempt() {
    attempt = Attempt.begin(hosted.reemits());
  }

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
    // The watermark has passed the time of the timer, at least.
    long passed = context.fireTimestamp().getMillis() + 1;
    long watermark = Math.max(passed, window.getCurrentRelativeTime().getMillis());
    onWatermark(
        watermark,
        number,
        new ShardCells<>(shard, keys, idBlocks),
        new ShardTimers(window, due),
        out);
  }

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
   * The input watermark, as an event-time timer reports it. The portable harness does not report
   * it: there the timer echoes the time of the element or of the timer that fired, and all that is
   * known is what the timers of the shard have shown.
   */
  private static long knownWatermark(Timer eventTime, Instant echo) {
    Instant reported = eventTime.getCurrentRelativeTime();
    return reported.equals(echo) ? Long.MIN_VALUE : reported.getMillis();
  }

  /** Changes carry the last moment of their window, which may be before the input's time. */
  @Override
  @SuppressWarnings("deprecation")
  public Duration getAllowedTimestampSkew() {
    return Duration.millis(Long.MAX_VALUE);
  }
}
