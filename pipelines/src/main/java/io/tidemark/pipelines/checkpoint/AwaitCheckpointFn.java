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
 * Takes the values of each shard in the order in which they came, each when it is durable. On Flink
 * that is when a checkpoint that has it is complete.
 *
 * <p>A value waits in the state of its shard. It is durable in either of two cases: another
 * instance of this step received it, so that this instance has read it from what the runner kept;
 * or the runner has committed, by calling back, the bundle in which it came or a later one. After a
 * crash a shard finds the same values in its state, with the same sequence numbers.
 *
 * <p>It does not use {@code @RequiresStableInput}: Beam 2.70 on Flink keeps what waits for a
 * checkpoint in a few buffers that it uses in turn. After a restore the newest values can share a
 * buffer with those of the restored checkpoint, and are then handed over before older ones, and
 * before they are durable.
 *
 * <p>State: the values that wait, and for each shard three numbers that are kept for ever. The
 * input must be in the global window.
 *
 * @param <T> the values
 * @param <O> what is put out for them
 */
@SuppressWarnings("UnusedMethod") // Beam calls them by their annotations.
public abstract class AwaitCheckpointFn<T, O> extends DoFn<KV<Long, T>, O> {

  /** How often the step checks whether something has become durable. */
  private static final Duration POLL = Duration.millis(200);

  /** How long a call back for a bundle may take; the runner may drop it afterwards. */
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

  /** A random number that no other instance of this step has, in any attempt. */
  private transient long instance;

  /** The current bundle, counted from 1 in this instance. */
  private transient long bundle;

  private transient long bundleAskedFor;

  /** The last bundle that the runner has committed; the call back may be on another thread. */
  private transient AtomicLong durableBundle;

  private transient @Nullable BundleFinalizer finalizer;
  private transient boolean ending;

  protected AwaitCheckpointFn(Coder<T> coder) {
    this.waitingSpec = StateSpecs.map(VarLongCoder.of(), PendingValueCoder.of(coder));
  }

  /**
   * Returns the {@link ShardSequence#lineage()} of a shard, given the first value that it receives.
   */
  protected abstract long lineage(T first);

  /**
   * Takes a value that is durable. It is called within a bundle.
   *
   * @param after the sequence of the shard after this value
   */
  protected abstract void take(long shard, ShardSequence after, T value, OutputReceiver<O> output)
      throws IOException;

  /**
   * Takes a value that still waits when the job is drained, after which no other bundle comes. The
   * value need not be durable yet.
   *
   * @param after the sequence of the shard after this value
   */
  protected abstract void takeAtEnd(
      long shard, ShardSequence after, PendingValue<T> pending, OutputReceiver<O> output)
      throws IOException;

  /** Called when more has become durable; perhaps on another thread, and not within a bundle. */
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
      @StateId("waiting") MapState<Long, PendingValue<T>> pending,
      @TimerId("poll") Timer poll,
      @TimerId("end") Timer end,
      BundleFinalizer finalizer) {
    T value = element.getValue();
    ShardSequence stored = progress.read();
    ShardSequence before = stored == null ? ShardSequence.begin(lineage(value)) : stored;
    pending.put(before.end(), new PendingValue<>(instance, bundle, value));
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
      @StateId("waiting") MapState<Long, PendingValue<T>> pending,
      @TimerId("poll") Timer poll,
      OutputReceiver<O> output)
      throws IOException {
    ShardSequence after = takeDurable(shard, progress.read(), pending, output);
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
      @StateId("waiting") MapState<Long, PendingValue<T>> pending,
      OutputReceiver<O> output)
      throws IOException {
    ending = true;
    askToBeCalledBack();
    ShardSequence after = takeDurable(shard, progress.read(), pending, output);
    progress.write(after);
    while (!after.isEmpty()) {
      PendingValue<T> next = pending.get(after.next()).read();
      after = after.afterOneLeft();
      takeAtEnd(shard, after, next, output);
    }
  }

  private ShardSequence takeDurable(
      long shard,
      ShardSequence progress,
      MapState<Long, PendingValue<T>> pending,
      OutputReceiver<O> output)
      throws IOException {
    ShardSequence after = progress;
    while (!after.isEmpty()) {
      PendingValue<T> next = pending.get(after.next()).read();
      if (!isDurable(next)) {
        break;
      }
      pending.remove(after.next());
      after = after.afterOneLeft();
      take(shard, after, next.value(), output);
    }
    return after;
  }

  /** Returns whether a value is part of what the runner has kept. */
  protected final boolean isDurable(PendingValue<T> pending) {
    return pending.instance() != instance || pending.bundle() <= durableBundle.get();
  }

  /**
   * Asks the runner to call back when it has committed the current bundle, once for each bundle.
   *
   * <p>Beam gives no finalizer to a timer, so that of the last element is used, which on Flink is
   * the same object. It is needed when no element comes any more after a savepoint: Flink counts
   * the savepoint as the commit that the call back belongs to, and never makes it.
   */
  private void askToBeCalledBack() {
    if (finalizer != null && bundleAskedFor < bundle) {
      bundleAskedFor = bundle;
      long committed = bundle;
      finalizer.afterBundleCommit(
          Instant.now().plus(CALL_BACK_WITHIN),
          () -> {
            durableBundle.accumulateAndGet(committed, Math::max);
            becameDurable();
          });
    }
  }

  /**
   * Allows any timestamp: what a timer puts out has the processing time, not the time of the timer.
   */
  @Override
  @SuppressWarnings("deprecation")
  public Duration getAllowedTimestampSkew() {
    return Duration.millis(Long.MAX_VALUE);
  }
}
