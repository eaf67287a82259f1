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
 * Applies a changelog: keeps the current value of each key and window, or adds the current values
 * up.
 *
 * <pre>{@code
 * // The current change of each window: +I(3), -U(3) and +U(7) become +U(7).
 * PCollection<KV<Endpoint, Change<Cost>>> latest = changes.apply(Consolidate.latest());
 *
 * // The total of each model, emitted whenever it changes.
 * PCollection<KV<String, Double>> dollarsOfModel =
 *     changes.apply(
 *         Consolidate.<Endpoint, Cost>sumOfDoubles(Cost::dollars)
 *             .withGroupBy(Endpoint::model, StringUtf8Coder.of())
 *             .withAllowedLateness(Duration.standardMinutes(2)));
 * }</pre>
 *
 * <p>Each window counts once, however often it was corrected. A window that fired 3 and then 12 is
 * 15 in a sum over its accumulating panes, but 12 in a sum over its changelog.
 *
 * <p>The changes must be those of one windowing, so that a key and a window identify one value.
 * They may arrive in any order and more than once, since {@link Change#version()} shows which is
 * newer.
 */
public final class Consolidate {

  private Consolidate() {}

  /**
   * Keeps the newest change of each key and window if it is an INSERT or an UPDATE_AFTER; a window
   * that was deleted emits nothing. It groups in the windowing of its input, so it emits once, at
   * the end, if the input is bounded. Over an unbounded input, apply a trigger with accumulating
   * panes first.
   */
  public static <K, V> Latest<K, V> latest() {
    return new Latest<>();
  }

  /**
   * Keeps the running total of a whole number for each key.
   *
   * @param amount reads the number from a value; a total beyond a long is an {@link
   *     ArithmeticException}
   */
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
   * Keeps the running total of a fraction for each key. The total is kept exactly and rounded to a
   * double only where it is emitted, so that adding and withdrawing a number leaves no residue.
   *
   * @param amount reads a finite number from a value; another one is an {@link
   *     IllegalArgumentException}
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
      KeyCoders.checkDeterministic(coder.getKeyCoder(), "Consolidate");
      return coder;
    }
    throw new IllegalStateException(
        "Consolidate needs a KvCoder on its input "
            + changes.getName()
            + ", not "
            + changes.getCoder());
  }

  /**
   * Keeps the newest change of each key and window; see {@link Consolidate#latest}.
   *
   * @param <K> the type of a key
   * @param <V> the type of an aggregate
   */
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
   * Keeps a running total for each group of keys, by default for each key, and emits it whenever it
   * changes. A total starts at zero, which is not emitted. It counts whole windows only: between a
   * {@code -U} and its {@code +U} nothing is emitted.
   *
   * <p><b>State.</b> One number for each group, kept for ever; and one number and a version for
   * each window of a key, kept until the watermark passes the window's end by the allowed lateness.
   * Changes of a window that arrive after that must come in order, as {@link Changelog} emits them.
   *
   * @param <K> the type of a key
   * @param <G> the type of a group
   * @param <V> the type of an aggregate
   * @param <T> the type of a total
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

    /**
     * Keeps one total for all keys of a group, in place of one for each key.
     *
     * @param group the group of a key
     * @param groupCoder deterministic, as groups are the keys of the totals
     */
    public <H> Sum<K, H, V, T> withGroupBy(SerializableFunction<K, H> group, Coder<H> groupCoder) {
      return new Sum<>(amount, total, totalCoder, group, groupCoder, lateness);
    }

    /**
     * Accepts the changes of a window in any order for this long after its end. The allowed
     * lateness of the changelog's {@code Firing} is enough; the default is 0.
     *
     * @param lateness event time, at least 0
     */
    public Sum<K, G, V, T> withAllowedLateness(Duration lateness) {
      if (lateness.getMillis() < 0) {
        throw new IllegalArgumentException(
            "allowed lateness " + lateness + " must not be negative");
      }
      return new Sum<>(amount, total, totalCoder, group, groupCoder, lateness);
    }

    @Override
    @SuppressWarnings("unchecked") // Without withGroupBy a group is a key.
    public PCollection<KV<G, T>> expand(PCollection<KV<K, Change<V>>> changes) {
      KvCoder<K, Change<V>> coder = coderOf(changes);
      Coder<G> groups = groupCoder != null ? groupCoder : (Coder<G>) coder.getKeyCoder();
      KeyCoders.checkDeterministic(groups, "Consolidate");
      return changes
          .apply("IntoGlobalWindow", Window.into(new GlobalWindows()))
          .apply("CountEachWindowOnce", ParDo.of(new CountFn<>(amount, group, lateness)))
          .setCoder(KvCoder.of(groups, BigDecimalCoder.of()))
          .apply("AddUp", ParDo.of(new AddUpFn<G, T>(total)))
          .setCoder(KvCoder.of(groups, totalCoder));
    }
  }

  /** Turns each change into the amount that it adds to the total of its group. */
  private static final class CountFn<K, G, V> extends DoFn<KV<K, Change<V>>, KV<G, BigDecimal>> {

    private final SerializableFunction<V, BigDecimal> amount;
    private final SerializableFunction<K, G> group;
    private final long lateness;

    @StateId("tally")
    private final StateSpec<ValueState<CountedWindows>> windowsSpec =
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
      CountedWindows windows = stored == null ? new CountedWindows() : stored;
      Change<V> change = element.getValue();
      boolean expired = CountedWindows.isExpired(change.window(), watermark(expiry), lateness);
      BigDecimal added = windows.add(change, amount.apply(change.value()), expired);
      if (added.signum() != 0) {
        out.output(KV.of(group.apply(element.getKey()), added));
      }
      store(windows, state, expiry);
    }

    @OnTimer("expiry")
    public void onExpiry(
        @StateId("tally") ValueState<CountedWindows> state, @TimerId("expiry") Timer expiry) {
      CountedWindows windows = state.read();
      if (windows != null) {
        store(windows, state, expiry);
      }
    }

    /** Forgets what has expired, stores the rest, and sets the timer to its next expiry. */
    private void store(CountedWindows windows, ValueState<CountedWindows> state, Timer expiry) {
      windows.forget(watermark(expiry), lateness);
      if (windows.windows.isEmpty()) {
        state.clear();
      } else {
        state.write(windows);
      }
      long next = windows.nextExpiry(watermark(expiry), lateness);
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

  /** Adds each amount to the total of its group, and emits the total. */
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
