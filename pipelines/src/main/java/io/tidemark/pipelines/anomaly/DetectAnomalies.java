package io.tidemark.pipelines.anomaly;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeCoder;
import io.tidemark.pipelines.performance.PerformanceStats;
import io.tidemark.pipelines.series.SeriesKey;
import io.tidemark.pipelines.series.SeriesKeyCoder;
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
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Compares each sliding window with the running baseline of its own series.
 *
 * <p>In goes the changelog of the sliding windows, out comes a changelog of anomalies. A window is
 * judged when its on-time pane arrives; early panes are not judged. A late correction of this
 * window, or of one before it, withdraws or replaces the verdict. A change of a window whose end is
 * {@link AnomalyOptions#revisable()} or more before that of the newest window of its series comes
 * too late to be judged; the counter {@code anomaly.settled_revisions} counts it.
 *
 * <p>State: for each series four baselines, and its windows for as long as they may be revised. It
 * is forgotten when the watermark is seven days past the end of the last window judged.
 */
public final class DetectAnomalies
    extends PTransform<
        PCollection<KV<SeriesKey, Change<PerformanceStats>>>,
        PCollection<KV<SeriesKey, Change<Anomaly>>>> {

  /** Event time after the last window of a series at which its baselines are forgotten. */
  private static final Duration FORGOTTEN_AFTER = Duration.standardDays(7);

  private final AnomalyOptions options;

  private DetectAnomalies(AnomalyOptions options) {
    this.options = options;
  }

  /** Returns the transform with these options. */
  public static DetectAnomalies with(AnomalyOptions options) {
    return new DetectAnomalies(options);
  }

  @Override
  public PCollection<KV<SeriesKey, Change<Anomaly>>> expand(
      PCollection<KV<SeriesKey, Change<PerformanceStats>>> changes) {
    return changes
        .apply("Judge", ParDo.of(new JudgeFn(options)))
        .setCoder(KvCoder.of(SeriesKeyCoder.of(), ChangeCoder.of(AnomalyCoder.of())));
  }

  private static final class JudgeFn
      extends DoFn<KV<SeriesKey, Change<PerformanceStats>>, KV<SeriesKey, Change<Anomaly>>> {

    private final AnomalyOptions options;
    private final Counter settled = Metrics.counter("tidemark", "anomaly.settled_revisions");

    @StateId("history")
    private final StateSpec<ValueState<SeriesHistory>> historySpec;

    @TimerId("forget")
    private final TimerSpec forgetSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    JudgeFn(AnomalyOptions options) {
      this.options = options;
      this.historySpec = StateSpecs.value(new SeriesHistoryCoder(options));
    }

    @ProcessElement
    public void processElement(
        @Element KV<SeriesKey, Change<PerformanceStats>> element,
        @StateId("history") ValueState<SeriesHistory> state,
        @TimerId("forget") Timer forget,
        OutputReceiver<KV<SeriesKey, Change<Anomaly>>> out) {
      Change<PerformanceStats> change = element.getValue();
      if (change.isRetraction() || change.timing() == Timing.EARLY) {
        return;
      }
      SeriesHistory stored = state.read();
      SeriesHistory history = stored == null ? new SeriesHistory(options) : stored;
      if (history.isSettled(change.window(), options)) {
        settled.inc();
        return;
      }
      history.revise(change, options, next -> out.output(KV.of(element.getKey(), next)));
      state.write(history);
      forget.withNoOutputTimestamp().set(forgetAt(change.window().end()));
    }

    private static Instant forgetAt(Instant end) {
      Instant at = end.plus(FORGOTTEN_AFTER);
      Instant latest = GlobalWindow.INSTANCE.maxTimestamp();
      return at.isAfter(latest) ? latest : at;
    }

    @OnTimer("forget")
    public void forget(@StateId("history") ValueState<SeriesHistory> state) {
      state.clear();
    }
  }
}
