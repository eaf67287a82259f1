package io.tidemark.changelog;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeCoder;
import io.tidemark.internal.panes.FiredPane;
import io.tidemark.internal.panes.FiredPaneCoder;
import io.tidemark.internal.panes.PaneRetention;
import io.tidemark.internal.panes.StandingPanes;
import io.tidemark.internal.panes.StandingPanesCoder;
import io.tidemark.internal.version.VersionClock;
import io.tidemark.windowing.CappedSessions;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Makes a changelog of the panes that a Beam aggregation emits, for pipelines that keep Beam's own
 * windows and triggers. A {@link Changelog} aggregates itself, and its panes are the same on all
 * runners.
 *
 * <pre>{@code
 * PCollection<KV<String, Change<Integer>>> totals =
 *     scores
 *         .apply(
 *             Window.<KV<String, Integer>>into(FixedWindows.of(Duration.standardMinutes(5)))
 *                 .triggering(
 *                     AfterWatermark.pastEndOfWindow()
 *                         .withLateFirings(AfterPane.elementCountAtLeast(1)))
 *                 .withAllowedLateness(Duration.standardMinutes(2))
 *                 .accumulatingFiredPanes())
 *         .apply(Sum.integersPerKey())
 *         .apply(PaneChangelog.perKey()); // +I(3, ON_TIME 0)  -U(3, ON_TIME 0) +U(7, LATE 1)
 * }</pre>
 *
 * <p><b>Input.</b> One value for each key, window and pane, encoded by a {@link KvCoder} whose key
 * coder is deterministic. Its windows must be {@link IntervalWindow}s, and its panes must
 * accumulate, unless each window fires only once. Violations are {@link IllegalStateException}s
 * when the transform is applied.
 *
 * <p><b>Output.</b> The first pane of a window becomes a {@code +I}, and a later one a {@code -U}
 * and a {@code +U}. A pane that changes neither the value nor EARLY to ON_TIME emits nothing. When
 * a session fires that has absorbed others, a {@code -D} of each comes before its own changes.
 * Timing and index are those of the runner's pane; a pane without a timing, as in a bounded run, is
 * ON_TIME. On Flink a bundle does not hold the watermark back, so with its default bundles a late
 * element may come in an EARLY pane. The output is in the global window.
 *
 * <p><b>Ignored</b>, and counted in {@code tidemark/PaneChangelog.ignored}, are panes that come
 * again, that come after a newer pane of their window or after the session that absorbed theirs,
 * and the empty second pane that Flink can emit when a window expires.
 *
 * <p><b>State.</b> The last pane of a window is kept until the watermark passes the window's end by
 * the allowed lateness; that of a session, until the watermark passes {@code start + longest +
 * lateness}. It is removed when the watermark moves once more after that, because the pane that
 * closes a window may come at the same watermark. A session may absorb another that fired long
 * before, which Beam shows only when the merged session fires. {@link CappedSessions} limit their
 * length themselves; for others choose {@link #withLongestSession}.
 */
public final class PaneChangelog<K, V>
    extends PTransform<PCollection<KV<K, V>>, PCollection<KV<K, Change<V>>>> {

  private static final long UNLIMITED = Long.MAX_VALUE;

  private final @Nullable Duration longestSession;
  private final VersionClock clock;

  private PaneChangelog(@Nullable Duration longestSession, VersionClock clock) {
    this.longestSession = longestSession;
    this.clock = clock;
  }

  /** The changelog of panes that hold one value for each key and window. */
  public static <K, V> PaneChangelog<K, V> perKey() {
    return new PaneChangelog<>(null, VersionClock.system());
  }

  /**
   * Keeps the panes of sessions as if none were longer than this. It is required for sessions that
   * have no limit of their own. If a session does grow longer, panes that it absorbs may have been
   * forgotten, and are then not withdrawn.
   *
   * @param longest longer than 0
   */
  public PaneChangelog<K, V> withLongestSession(Duration longest) {
    if (longest.getMillis() <= 0) {
      throw new IllegalArgumentException("longest session " + longest + " must be longer than 0");
    }
    return new PaneChangelog<>(longest, clock);
  }

  @Override
  public PCollection<KV<K, Change<V>>> expand(PCollection<KV<K, V>> input) {
    if (!(input.getCoder() instanceof KvCoder<K, V> coder)) {
      throw new IllegalStateException(
          "PaneChangelog needs a KvCoder on its input "
              + input.getName()
              + ", not "
              + input.getCoder());
    }
    KeyCoders.checkDeterministic(coder.getKeyCoder(), "PaneChangelog");
    PaneRetention retention = retention(input.getWindowingStrategy());
    return input
        .apply("ReifyPanes", ParDo.of(new ReifyPanesFn<K, V>()))
        .setCoder(KvCoder.of(coder.getKeyCoder(), new FiredPaneCoder<>(coder.getValueCoder())))
        .apply(
            "IntoGlobalWindow",
            Window.<KV<K, FiredPane<V>>>into(new GlobalWindows())
                .triggering(DefaultTrigger.of())
                .withAllowedLateness(Duration.ZERO)
                .discardingFiredPanes())
        .apply("Retract", ParDo.of(new RetractFn<K, V>(retention, coder.getValueCoder(), clock)))
        .setCoder(KvCoder.of(coder.getKeyCoder(), ChangeCoder.of(coder.getValueCoder())));
  }

  /** Checks the windowing of the input, and derives how long its panes are to be kept. */
  private PaneRetention retention(WindowingStrategy<?, ?> strategy) {
    WindowFn<?, ?> windows = strategy.getWindowFn();
    if (!windows.windowCoder().equals(IntervalWindow.getCoder())) {
      throw new IllegalStateException(
          "PaneChangelog needs windows that are intervals, such as FixedWindows, not " + windows);
    }
    boolean firesOnce =
        strategy.getTrigger() instanceof DefaultTrigger
            && strategy.getAllowedLateness().getMillis() == 0;
    if (strategy.getMode() == WindowingStrategy.AccumulationMode.DISCARDING_FIRED_PANES
        && !firesOnce) {
      throw new IllegalStateException(
          "PaneChangelog needs accumulatingFiredPanes(): discarded panes do not replace another");
    }
    long longest = windows.isNonMerging() ? 0 : longestMillis(windows);
    return new PaneRetention(
        !windows.isNonMerging(), longest, strategy.getAllowedLateness().getMillis());
  }

  /** The greatest length of windows that merge, in milliseconds. */
  private long longestMillis(WindowFn<?, ?> windows) {
    long capped =
        windows instanceof CappedSessions sessions ? sessions.maxLength().getMillis() : UNLIMITED;
    if (capped == UNLIMITED && longestSession == null) {
      throw new IllegalStateException(
          windows + " may grow without limit: call withLongestSession(...)");
    }
    return longestSession == null ? capped : Math.min(capped, longestSession.getMillis());
  }

  /** Puts window and pane into the element, as they are lost in the global window. */
  private static final class ReifyPanesFn<K, V> extends DoFn<KV<K, V>, KV<K, FiredPane<V>>> {
    @ProcessElement
    public void processElement(
        @Element KV<K, V> element,
        BoundedWindow window,
        PaneInfo pane,
        OutputReceiver<KV<K, FiredPane<V>>> out) {
      Timing timing = pane.getTiming() == Timing.UNKNOWN ? Timing.ON_TIME : pane.getTiming();
      out.output(
          KV.of(
              element.getKey(),
              new FiredPane<>(
                  (IntervalWindow) window, timing, pane.getIndex(), element.getValue())));
    }
  }

  /** Keeps the current panes of a key, and emits the changes that a new one makes. */
  private static final class RetractFn<K, V> extends DoFn<KV<K, FiredPane<V>>, KV<K, Change<V>>> {

    private final PaneRetention retention;
    private final VersionClock clock;
    private final Counter ignored = Metrics.counter("tidemark", "PaneChangelog.ignored");

    @StateId("standing")
    private final StateSpec<ValueState<StandingPanes<V>>> standingSpec;

    @TimerId("expiry")
    private final TimerSpec expirySpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    RetractFn(PaneRetention retention, Coder<V> valueCoder, VersionClock clock) {
      this.retention = retention;
      this.clock = clock;
      this.standingSpec = StateSpecs.value(new StandingPanesCoder<>(valueCoder));
    }

    @ProcessElement
    public void processElement(
        @Element KV<K, FiredPane<V>> element,
        @StateId("standing") ValueState<StandingPanes<V>> state,
        @TimerId("expiry") Timer expiry,
        OutputReceiver<KV<K, Change<V>>> out) {
      StandingPanes<V> stored = state.read();
      StandingPanes<V> panes = stored == null ? new StandingPanes<>() : stored;
      FiredPane<V> fired = element.getValue();
      boolean isNew =
          panes.fire(
              fired.window(),
              fired.value(),
              fired.timing(),
              fired.index(),
              retention.merging(),
              () -> panes.nextVersion(clock.micros()),
              revision ->
                  revision
                      .changes()
                      .forEach(change -> out.output(KV.of(element.getKey(), change))));
      if (isNew) {
        store(panes, state, expiry);
      } else {
        ignored.inc();
      }
    }

    @OnTimer("expiry")
    public void onExpiry(
        @StateId("standing") ValueState<StandingPanes<V>> state, @TimerId("expiry") Timer expiry) {
      StandingPanes<V> panes = state.read();
      if (panes != null) {
        panes.forget(retention, expiry.getCurrentRelativeTime().getMillis());
        store(panes, state, expiry);
      }
    }

    /** Stores the panes that are kept, and sets the timer to when the first of them expires. */
    private void store(StandingPanes<V> panes, ValueState<StandingPanes<V>> state, Timer expiry) {
      if (panes.isEmpty()) {
        state.clear();
        return;
      }
      state.write(panes);
      Instant next = Instant.ofEpochMilli(panes.nextExpiry(retention));
      if (!next.isAfter(GlobalWindow.INSTANCE.maxTimestamp())) { // Else it ends with the input.
        expiry.withNoOutputTimestamp().set(next);
      }
    }
  }
}
