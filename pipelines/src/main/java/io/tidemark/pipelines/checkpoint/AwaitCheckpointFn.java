package io.tidemark.pipelines.checkpoint;

import io.tidemark.pipelines.checkpoint.PendingValue.PendingValueCoder;
import io.tidemark.pipelines.checkpoint.ShardSequence.ShardSequenceCoder;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.beam.sdk.coders.Coder;
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
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Takes what each shard receives in its order, when it is durable: on Flink, when a checkpoint that
 * holds it is complete.
 *
 * <p>A value waits in the shard's state. It is durable if another instance received it, for then
 * this one read it from what the runner has kept; or if the runner has called back since for a
 * bundle that is not older. After a crash a shard finds the same values there, with the same
 * numbers.
 *
 * <p>Not {@code @RequiresStableInput}: Beam 2.70 on Flink hands over what waits for a checkpoint
 * from a few buffers used in turn. After a restore what is newest can share one with what the
 * restored checkpoint holds, and is handed over before older values, and before it is durable.
 *
 * <p>State: what waits, and how far the shard has come, three numbers, for ever. Input must be in
 * the global window.
 */
@SuppressWarnings("UnusedMethod") // Beam calls set up and start.
public abstract class AwaitCheckpointFn<T, O> extends DoFn<KV<Long, T>, O> {

  /** How often it is looked whether something has become durable. */
  private static final Duration POLL = Duration.millis(200);

  private static final Duration CALL_BACK_WITHIN = Duration.standardHours(1);

  @StateId("progress")
  @SuppressWarnings("unused") // Beam reads it.
  private final StateSpec<ValueState<ShardSequence>> progressSpec =
      StateSpecs.value(ShardSequenceCoder.of());

  @StateId("waiting")
  @SuppressWarnings("unused") // Beam reads it.
  private final StateSpec<MapState<Long, PendingValue<T>>> waitingSpec;

  /** Set while something waits. */
  @TimerId("poll")
  @SuppressWarnings("unused") // Beam reads it.
  private final TimerSpec pollSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

  /** Fires when the job is drained. */
  @TimerId("end")
  @SuppressWarnings("unused") // Beam reads it.
  private final TimerSpec endSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  private transient long instance;
  private transient long bundle;
  private transient long bundleAskedFor;
  private transient AtomicLong durableBundle;
  private transient @Nullable BundleFinalizer finalizer;
  private transient boolean ending;

  protected AwaitCheckpointFn(Coder<T> coder) {
    this.waitingSpec = StateSpecs.map(VarLongCoder.of(), PendingValueCoder.of(coder));
  }

  /** What {@link ShardSequence#lineage()} is to be, by the first value of a shard. */
  protected abstract long lineage(T first);

  /**
   * Takes a value that is durable, within a bundle.
   *
   * @param after how far the shard has come with it
   */
  protected abstract void take(long shard, ShardSequence after, T value, OutputReceiver<O> output)
      throws IOException;

  /** Takes a value that waits when the job is drained: no other bundle comes. */
  protected abstract void takeAtEnd(
      long shard, ShardSequence after, PendingValue<T> waiting, OutputReceiver<O> output)
      throws IOException;

  /** More has become durable; this may be on another thread, and is within no bundle. */
  protected void becameDurable() throws IOException {}

  @Setup
  public void setUp() {
    instance = ThreadLocalRandom.current().nextLong();
    durableBundle = new AtomicLong();
  }

  @StartBundle
  public void beginBundle() {
    bundle++;
  }

  @ProcessElement
  public void receive(
      @Element KV<Long, T> element,
      @StateId("progress") ValueState<ShardSequence> progress,
      @StateId("waiting") MapState<Long, PendingValue<T>> waiting,
      @TimerId("poll") Timer poll,
      @TimerId("end") Timer end,
      BundleFinalizer finalizer) {
    T value = element.getValue();
    ShardSequence kept = progress.read();
    ShardSequence before = kept == null ? ShardSequence.begin(lineage(value)) : kept;
    waiting.put(before.end(), new PendingValue<>(instance, bundle, value));
    progress.write(before.afterOneArrived());
    this.finalizer = finalizer;
    askToBeCalledBack();
    if (before.isEmpty()) {
      pollLater(poll);
      end.withNoOutputTimestamp().set(GlobalWindow.INSTANCE.maxTimestamp());
    }
  }

  @OnTimer("poll")
  public void poll(
      @Key Long shard,
      @StateId("progress") ValueState<ShardSequence> progress,
      @StateId("waiting") MapState<Long, PendingValue<T>> waiting,
      @TimerId("poll") Timer poll,
      OutputReceiver<O> output)
      throws IOException {
    ShardSequence after = takeDurable(shard, progress.read(), waiting, output);
    progress.write(after);
    if (!after.isEmpty() && !ending) {
      askToBeCalledBack();
      pollLater(poll);
    }
  }

  private static void pollLater(Timer poll) {
    poll.withNoOutputTimestamp().offset(POLL).setRelative();
  }

  @OnTimer("end")
  public void end(
      @Key Long shard,
      @StateId("progress") ValueState<ShardSequence> progress,
      @StateId("waiting") MapState<Long, PendingValue<T>> waiting,
      OutputReceiver<O> output)
      throws IOException {
    ending = true;
    askToBeCalledBack();
    ShardSequence after = takeDurable(shard, progress.read(), waiting, output);
    progress.write(after);
    while (!after.isEmpty()) {
      PendingValue<T> next = waiting.get(after.next()).read();
      after = after.afterOneLeft();
      takeAtEnd(shard, after, next, output);
    }
  }

  private ShardSequence takeDurable(
      long shard,
      ShardSequence progress,
      MapState<Long, PendingValue<T>> waiting,
      OutputReceiver<O> output)
      throws IOException {
    ShardSequence after = progress;
    while (!after.isEmpty()) {
      PendingValue<T> next = waiting.get(after.next()).read();
      if (!isDurable(next)) {
        break;
      }
      waiting.remove(after.next());
      after = after.afterOneLeft();
      take(shard, after, next.value(), output);
    }
    return after;
  }

  protected final boolean isDurable(PendingValue<T> waiting) {
    return waiting.instance() != instance || waiting.bundle() <= durableBundle.get();
  }

  /**
   * Beam gives no finalizer to a timer: that of the last element serves on Flink, where it is the
   * same one. It is needed there after a savepoint, which takes the call back for itself and never
   * makes it, when no element comes any more.
   */
  private void askToBeCalledBack() {
    if (finalizer != null && bundleAskedFor < bundle) {
      bundleAskedFor = bundle;
      long held = bundle;
      finalizer.afterBundleCommit(
          Instant.now().plus(CALL_BACK_WITHIN),
          () -> {
            durableBundle.accumulateAndGet(held, Math::max);
            becameDurable();
          });
    }
  }

  /** What is put out is timed by the timer that looked. */
  @Override
  @SuppressWarnings("deprecation")
  public Duration getAllowedTimestampSkew() {
    return Duration.millis(Long.MAX_VALUE);
  }
}
