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
 * Makes a changelog of the panes that a Beam aggregation emits: for those who keep Beam's own
 * windows and triggers. ({@link Changelog} also aggregates, early and late alike on all runners.)
 *
 * <pre>{@code
 * scores
 *     .apply(Window.<KV<String, Integer>>into(FixedWindows.of(fiveMinutes))
 *         .triggering(AfterWatermark.pastEndOfWindow().withLateFirings(each))
 *         .withAllowedLateness(twoMinutes)
 *         .accumulatingFiredPanes())
 *     .apply(Sum.integersPerKey())
 *     .apply(PaneChangelog.perKey());  // +I(3, ON_TIME 0)  -U(3, ON_TIME 0) +U(7, LATE 1)
 * }</pre>
 *
 * <p>The input is one value for each key, window and pane, in accumulating mode, its windows
 * intervals. When a session has absorbed others that fired, each is withdrawn before it is
 * inserted. A pane that comes twice, after a newer one of its window, after the session that
 * absorbed it, or empty after the window has expired (as Flink has them) is ignored and counted in
 * {@code tidemark/PaneChangelog.ignored}. Timing and index are those of the runner's pane; of a
 * bounded run without firings, ON_TIME.
 *
 * <p><b>State</b> of a window is held until the watermark passes its end by the allowed lateness;
 * of a session, until it passes {@code start + longest + lateness}: a session that grows absorbs
 * one that fired long before, and Beam says so only when the grown one fires. {@link
 * CappedSessions} bound the length themselves; for others say {@link #withLongestSession}.
 *
 * <p>The output is in the global window.
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

  /** The changelog of panes of one value per key and window. */
  public static <K, V> PaneChangelog<K, V> perKey() {
    return new PaneChangelog<>(null, VersionClock.system());
  }

  /**
   * For sessions without a limit of their own: panes are remembered as if none were longer than
   * this. What fired before, of a session that does grow longer, is not withdrawn any more.
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

  private long longestMillis(WindowFn<?, ?> windows) {
    long capped =
        windows instanceof CappedSessions sessions ? sessions.maxLength().getMillis() : UNLIMITED;
    if (capped == UNLIMITED && longestSession == null) {
      throw new IllegalStateException(
          windows + " may grow without limit: say withLongestSession(...)");
    }
    return longestSession == null ? capped : Math.min(capped, longestSession.getMillis());
  }

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
      boolean news =
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
      if (news) {
        leave(panes, state, expiry);
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
        leave(panes, state, expiry);
      }
    }

    private void leave(StandingPanes<V> panes, ValueState<StandingPanes<V>> state, Timer expiry) {
      if (panes.isEmpty()) {
        state.clear();
        return;
      }
      state.write(panes);
      Instant latest = GlobalWindow.INSTANCE.maxTimestamp();
      Instant next = Instant.ofEpochMilli(panes.nextExpiry(retention));
      expiry.withNoOutputTimestamp().set(next.isAfter(latest) ? latest : next);
    }
  }
}
