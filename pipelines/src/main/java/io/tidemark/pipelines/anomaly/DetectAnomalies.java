package io.tidemark.pipelines.anomaly;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeCoder;
import io.tidemark.change.ChangeKind;
import io.tidemark.pipelines.performance.PerformanceStats;
import io.tidemark.pipelines.series.SeriesKey;
import io.tidemark.pipelines.series.SeriesKeyCoder;
import java.util.concurrent.ThreadLocalRandom;
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
import org.apache.beam.sdk.transforms.DoFn.MultiOutputReceiver;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Compares each sliding window with what is usual for its own series.
 *
 * <p>In goes the changelog of the sliding windows, out comes a changelog of incidents: one for a
 * metric that is unusual, from its first unusual window to recovery. It is stated at once, again
 * when it becomes critical, and a last time when it is over, always for its first window. Windows
 * overlap, so fifteen verdicts would say one thing, and a person on call wants to know since when,
 * how bad, and whether it is over.
 *
 * <p>A window is judged when its on-time pane arrives; early panes are not judged. A late
 * correction of this window, or of one before it, withdraws or replaces the verdict. A change of a
 * window whose end is {@link AnomalyOptions#revisable()} or more before that of the newest window
 * of its series comes too late to be judged; the counter {@code anomaly.settled_revisions} counts
 * it.
 *
 * <p>After a restart every window that a lost attempt may have judged is stated anew: those with a
 * verdict among the {@link #VERDICTS}, and the others, for the sinks to delete what that attempt
 * may have written of them, among the {@link #USUAL}.
 *
 * <p>State: for each series and metric at most 620 bytes of baseline, with 15 windows in a length,
 * and some 500 of an incident that goes on; its windows for as long as they may be revised. It is
 * forgotten when the watermark is seven days past the end of the last window judged.
 */
public final class DetectAnomalies
    extends PTransform<PCollection<KV<SeriesKey, Change<PerformanceStats>>>, PCollectionTuple> {

  /** The changelog of anomalies. */
  public static final TupleTag<KV<SeriesKey, Change<Anomaly>>> VERDICTS = new TupleTag<>() {};

  /**
   * For each window and metric without a verdict that a lost attempt may have judged, a {@code -D}
   * of any anomaly of this metric. It is no part of the changelog, as nothing was stated before.
   */
  public static final TupleTag<KV<SeriesKey, Change<Anomaly>>> USUAL = new TupleTag<>() {};

  /** Event time after the last window of a series at which its baselines are forgotten. */
  public static final Duration FORGOTTEN_AFTER = Duration.standardDays(7);

  private final AnomalyOptions options;
  private final boolean restates;

  private DetectAnomalies(AnomalyOptions options, boolean restates) {
    this.options = options;
    this.restates = restates;
  }

  /** Returns the transform with these options. */
  public static DetectAnomalies with(AnomalyOptions options) {
    return new DetectAnomalies(options, false);
  }

  /**
   * Whether a new instance of the step means that an attempt was lost; false by default. See {@link
   * io.tidemark.changelog.Changelog#withReemitAfterRestart}.
   */
  public DetectAnomalies withRestateAfterRestart(boolean restates) {
    return new DetectAnomalies(options, restates);
  }

  @Override
  public PCollectionTuple expand(PCollection<KV<SeriesKey, Change<PerformanceStats>>> changes) {
    Coder<KV<SeriesKey, Change<Anomaly>>> coder =
        KvCoder.of(SeriesKeyCoder.of(), ChangeCoder.of(AnomalyCoder.of()));
    PCollectionTuple judged =
        changes.apply(
            "Judge",
            ParDo.of(new JudgeFn(options, restates))
                .withOutputTags(VERDICTS, TupleTagList.of(USUAL)));
    judged.get(VERDICTS).setCoder(coder);
    judged.get(USUAL).setCoder(coder);
    return judged;
  }

  private static final class JudgeFn
      extends DoFn<KV<SeriesKey, Change<PerformanceStats>>, KV<SeriesKey, Change<Anomaly>>> {

    private final AnomalyOptions options;
    private final boolean restates;
    private transient long attempt;
    private final Counter settled = Metrics.counter("tidemark", "anomaly.settled_revisions");

    @StateId("history")
    private final StateSpec<ValueState<SeriesHistory>> historySpec;

    @TimerId("forget")
    private final TimerSpec forgetSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    JudgeFn(AnomalyOptions options, boolean restates) {
      this.options = options;
      this.restates = restates;
      this.historySpec = StateSpecs.value(new SeriesHistoryCoder(options));
    }

    @Setup
    public void beginAttempt() {
      attempt = restates ? ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE) : 0;
    }

    @ProcessElement
    public void processElement(
        @Element KV<SeriesKey, Change<PerformanceStats>> element,
        @StateId("history") ValueState<SeriesHistory> state,
        @TimerId("forget") Timer forget,
        MultiOutputReceiver out) {
      Change<PerformanceStats> change = element.getValue();
      if (change.isRetraction() || change.timing() == Timing.EARLY) {
        return;
      }
      SeriesHistory stored = state.read();
      SeriesHistory history = stored == null ? new SeriesHistory(options) : stored;
      if (stored == null) {
        history.attempt = attempt;
      } else if (history.attempt != attempt) {
        history.resume(attempt, Math.floorDiv(change.version(), 1000L));
      }
      if (history.isSettled(change.window(), options)) {
        settled.inc();
        return;
      }
      history.revise(change, options, new Receiver(element.getKey(), out));
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

  /** Outputs what is concluded of one series. */
  private record Receiver(SeriesKey key, MultiOutputReceiver out) implements VerdictOutput {

    @Override
    public void change(Change<Anomaly> change) {
      out.get(VERDICTS).output(KV.of(key, change));
    }

    @Override
    public void usual(IntervalWindow window, WatchedMetric metric, long version) {
      Anomaly any = new Anomaly(metric.column(), 0, 0, 0, 0, "none", null, "usual");
      out.get(USUAL)
          .output(
              KV.of(key, new Change<>(ChangeKind.DELETE, any, window, Timing.ON_TIME, 0, version)));
    }
  }
}
