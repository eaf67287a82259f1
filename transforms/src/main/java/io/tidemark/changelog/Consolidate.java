package io.tidemark.changelog;

import io.tidemark.change.Change;
import io.tidemark.internal.consolidate.CountedWindows;
import io.tidemark.internal.consolidate.CountedWindowsCoder;
import io.tidemark.internal.operator.WindowOperator;
import java.math.BigDecimal;
import org.apache.beam.sdk.coders.BigDecimalCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Applies a changelog: keeps what stands, or adds it up.
 *
 * <pre>{@code
 * changes.apply(Consolidate.latest());  // +I(a, 3) -U(a, 3) +U(a, 7) becomes +U(a, 7)
 *
 * changes.apply(
 *     Consolidate.<Endpoint, Cost>sumOfDoubles(Cost::dollars)
 *         .by(Endpoint::model, StringUtf8Coder.of())
 *         .allowedLateness(Duration.standardMinutes(2)));  // running total per model
 * }</pre>
 *
 * <p>Each window counts once, however often it was corrected: a sum over accumulating panes of 3
 * and then 12 is 15, over their changelog 12.
 *
 * <p>The changes must be those of one windowing, so that a key and window name one value. They may
 * arrive in any order and more than once: {@link Change#version()} tells which is newer.
 */
public final class Consolidate {

  private Consolidate() {}

  /**
   * For each key and window the change that stands, an INSERT or UPDATE_AFTER, or nothing if it was
   * deleted. Emitted when the input's own windowing fires: at the end of a bounded input; for an
   * unbounded one, apply a trigger with accumulating panes first.
   */
  public static <K, V> Latest<K, V> latest() {
    return new Latest<>();
  }

  /** The running total of a whole number that {@code amount} reads from each value. */
  public static <K, V> Sum<K, K, V, Long> sumOfLongs(SerializableFunction<V, Long> amount) {
    return new Sum<>(
        value -> BigDecimal.valueOf(amount.apply(value)),
        BigDecimal::longValueExact,
        VarLongCoder.of(),
        key -> key,
        null,
        Duration.ZERO);
  }

  /**
   * The running total of a finite number that {@code amount} reads from each value. Exact until it
   * is rounded once to a double: adding and withdrawing leaves no residue.
   */
  public static <K, V> Sum<K, K, V, Double> sumOfDoubles(SerializableFunction<V, Double> amount) {
    return new Sum<>(
        value -> exact(amount.apply(value)),
        BigDecimal::doubleValue,
        DoubleCoder.of(),
        key -> key,
        null,
        Duration.ZERO);
  }

  private static BigDecimal exact(double amount) {
    if (!Double.isFinite(amount)) {
      throw new IllegalArgumentException("amount " + amount + " must be a finite number");
    }
    return new BigDecimal(amount);
  }

  private static <K, V> KvCoder<K, Change<V>> coderOf(PCollection<KV<K, Change<V>>> changes) {
    if (changes.getCoder() instanceof KvCoder<K, Change<V>> coder) {
      return coder;
    }
    throw new IllegalStateException(
        "Consolidate needs a KvCoder on its input "
            + changes.getName()
            + ", not "
            + changes.getCoder());
  }

  /** See {@link Consolidate#latest}. */
  public static final class Latest<K, V>
      extends PTransform<PCollection<KV<K, Change<V>>>, PCollection<KV<K, Change<V>>>> {

    private Latest() {}

    @Override
    public PCollection<KV<K, Change<V>>> expand(PCollection<KV<K, Change<V>>> changes) {
      KvCoder<K, Change<V>> coder = coderOf(changes);
      Coder<KV<K, IntervalWindow>> windowed =
          KvCoder.of(coder.getKeyCoder(), IntervalWindow.getCoder());
      return changes
          .apply("KeyByWindow", ParDo.of(new KeyByWindowFn<K, V>()))
          .setCoder(KvCoder.of(windowed, coder.getValueCoder()))
          .apply("KeepNewest", Combine.perKey(Latest::newer))
          .apply("DropDeleted", ParDo.of(new DropDeletedFn<K, V>()))
          .setCoder(coder);
    }

    private static <V> Change<V> newer(Change<V> a, Change<V> b) {
      return a.version() >= b.version() ? a : b;
    }

    private static final class KeyByWindowFn<K, V>
        extends DoFn<KV<K, Change<V>>, KV<KV<K, IntervalWindow>, Change<V>>> {
      @ProcessElement
      public void processElement(
          @Element KV<K, Change<V>> change,
          OutputReceiver<KV<KV<K, IntervalWindow>, Change<V>>> out) {
        out.output(KV.of(KV.of(change.getKey(), change.getValue().window()), change.getValue()));
      }
    }

    private static final class DropDeletedFn<K, V>
        extends DoFn<KV<KV<K, IntervalWindow>, Change<V>>, KV<K, Change<V>>> {
      @ProcessElement
      public void processElement(
          @Element KV<KV<K, IntervalWindow>, Change<V>> newest,
          OutputReceiver<KV<K, Change<V>>> out) {
        if (!newest.getValue().isRetraction()) {
          out.output(KV.of(newest.getKey().getKey(), newest.getValue()));
        }
      }
    }
  }

  /**
   * A running total for each group of keys, emitted whenever it changes; it starts from zero,
   * unsaid.
   *
   * <p><b>State</b>: one number a group; and for each window of a key one number, until the
   * watermark passes its end by the allowed lateness. After that the changes of a window must come
   * in order, as {@link Changelog} emits them.
   */
  public static final class Sum<K, G, V, T>
      extends PTransform<PCollection<KV<K, Change<V>>>, PCollection<KV<G, T>>> {

    private final SerializableFunction<V, BigDecimal> amount;
    private final SerializableFunction<BigDecimal, T> total;
    private final Coder<T> totalCoder;
    private final SerializableFunction<K, G> group;
    private final @Nullable Coder<G> groupCoder;
    private final Duration lateness;

    private Sum(
        SerializableFunction<V, BigDecimal> amount,
        SerializableFunction<BigDecimal, T> total,
        Coder<T> totalCoder,
        SerializableFunction<K, G> group,
        @Nullable Coder<G> groupCoder,
        Duration lateness) {
      this.amount = amount;
      this.total = total;
      this.totalCoder = totalCoder;
      this.group = group;
      this.groupCoder = groupCoder;
      this.lateness = lateness;
    }

    /** One total for all keys of a group, in place of one for each key. */
    public <H> Sum<K, H, V, T> withGroupBy(SerializableFunction<K, H> group, Coder<H> groupCoder) {
      return new Sum<>(amount, total, totalCoder, group, groupCoder, lateness);
    }

    /**
     * Event time after a window's end during which its changes may arrive in any order, at least 0;
     * that of the changelog's {@code Firing} is enough. Zero until set.
     */
    public Sum<K, G, V, T> withAllowedLateness(Duration lateness) {
      if (lateness.getMillis() < 0) {
        throw new IllegalArgumentException(
            "allowed lateness " + lateness + " must not be negative");
      }
      return new Sum<>(amount, total, totalCoder, group, groupCoder, lateness);
    }

    @Override
    @SuppressWarnings("unchecked") // without by(...) a group is a key
    public PCollection<KV<G, T>> expand(PCollection<KV<K, Change<V>>> changes) {
      Coder<G> groups = groupCoder != null ? groupCoder : (Coder<G>) coderOf(changes).getKeyCoder();
      return changes
          .apply("IntoGlobalWindow", Window.into(new GlobalWindows()))
          .apply("CountEachWindowOnce", ParDo.of(new CountFn<>(amount, group, lateness)))
          .setCoder(KvCoder.of(groups, BigDecimalCoder.of()))
          .apply("AddUp", ParDo.of(new AddUpFn<G, T>(total)))
          .setCoder(KvCoder.of(groups, totalCoder));
    }
  }

  /** From a change to what it adds to the sum of its group. */
  private static final class CountFn<K, G, V> extends DoFn<KV<K, Change<V>>, KV<G, BigDecimal>> {

    private final SerializableFunction<V, BigDecimal> amount;
    private final SerializableFunction<K, G> group;
    private final long lateness;

    @StateId("tally")
    private final StateSpec<ValueState<CountedWindows>> tallySpec =
        StateSpecs.value(new CountedWindowsCoder());

    @TimerId("expiry")
    private final TimerSpec expirySpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    CountFn(
        SerializableFunction<V, BigDecimal> amount,
        SerializableFunction<K, G> group,
        Duration lateness) {
      this.amount = amount;
      this.group = group;
      this.lateness = lateness.getMillis();
    }

    @ProcessElement
    public void processElement(
        @Element KV<K, Change<V>> element,
        @StateId("tally") ValueState<CountedWindows> state,
        @TimerId("expiry") Timer expiry,
        OutputReceiver<KV<G, BigDecimal>> out) {
      CountedWindows stored = state.read();
      CountedWindows tally = stored == null ? new CountedWindows() : stored;
      Change<V> change = element.getValue();
      boolean expired = CountedWindows.isExpired(change.window(), watermark(expiry), lateness);
      BigDecimal added = tally.add(change, amount.apply(change.value()), expired);
      if (added.signum() != 0) {
        out.output(KV.of(group.apply(element.getKey()), added));
      }
      leave(tally, state, expiry);
    }

    @OnTimer("expiry")
    public void onExpiry(
        @StateId("tally") ValueState<CountedWindows> state, @TimerId("expiry") Timer expiry) {
      CountedWindows tally = state.read();
      if (tally != null) {
        leave(tally, state, expiry);
      }
    }

    private void leave(CountedWindows tally, ValueState<CountedWindows> state, Timer expiry) {
      tally.forget(watermark(expiry), lateness);
      if (tally.windows.isEmpty()) {
        state.clear();
      } else {
        state.write(tally);
      }
      long next = tally.nextExpiry(watermark(expiry), lateness);
      if (next != WindowOperator.NEVER) {
        Instant latest = GlobalWindow.INSTANCE.maxTimestamp();
        Instant at = Instant.ofEpochMilli(next);
        expiry.withNoOutputTimestamp().set(at.isAfter(latest) ? latest : at);
      }
    }

    private static long watermark(Timer expiry) {
      return expiry.getCurrentRelativeTime().getMillis();
    }
  }

  /** From what is added to the total so far. */
  private static final class AddUpFn<G, T> extends DoFn<KV<G, BigDecimal>, KV<G, T>> {

    private final SerializableFunction<BigDecimal, T> total;

    @StateId("total")
    private final StateSpec<ValueState<BigDecimal>> totalSpec =
        StateSpecs.value(BigDecimalCoder.of());

    AddUpFn(SerializableFunction<BigDecimal, T> total) {
      this.total = total;
    }

    @ProcessElement
    public void processElement(
        @Element KV<G, BigDecimal> added,
        @StateId("total") ValueState<BigDecimal> state,
        OutputReceiver<KV<G, T>> out) {
      BigDecimal before = state.read();
      BigDecimal after = before == null ? added.getValue() : before.add(added.getValue());
      state.write(after);
      out.output(KV.of(added.getKey(), total.apply(after)));
    }
  }
}
