package io.tidemark.pipelines;

import io.tidemark.aggregate.Severity;
import io.tidemark.change.Identity;
import io.tidemark.pipelines.anomaly.Score;
import io.tidemark.pipelines.anomaly.SeriesWatch;
import io.tidemark.pipelines.anomaly.WatchedMetric;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.performance.PerformanceAccumulator;
import io.tidemark.pipelines.performance.PerformanceCombine;
import io.tidemark.pipelines.performance.Request;
import io.tidemark.pipelines.series.SeriesKey;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.joda.time.Instant;

/**
 * What would these options have said of the past? A plain fold over all requests, in any order,
 * with the classes that judge in the pipeline: the anomalies of a bounded run over the same events,
 * but for windows that end after the last event of all, in which traffic seems to stop.
 *
 * <p>Cost: about 1 KB for each series and sliding period in which it has requests, and some 30
 * bytes for each request, to know it when it is repeated.
 */
public final class Backtest {

  /**
   * How often a metric was judged unusual.
   *
   * @param judged windows with enough evidence, after the warm-up
   * @param unusual those of them that were a warning or critical
   * @param critical those that were critical
   */
  public record Tally(long judged, long unusual, long critical) {
    static final Tally NONE = new Tally(0, 0, 0);

    Tally plus(boolean isUnusual, boolean isCritical) {
      return new Tally(judged + 1, unusual + (isUnusual ? 1 : 0), critical + (isCritical ? 1 : 0));
    }
  }

  /**
   * An incident of one series.
   *
   * @param key the text of its series
   * @param found its first window, and what is stated of it
   */
  public record Incident(String key, SeriesWatch.Found found) {}

  /**
   * What was said.
   *
   * @param metrics how often, by metric
   * @param windows the same of any metric: a window is unusual if one is
   * @param incidents in the order in which they began
   */
  public record Report(
      Map<WatchedMetric, Tally> metrics, Tally windows, List<Incident> incidents) {}

  private final Settings.Performance settings;
  private final SerializableFunction<PerformanceMetrics, SeriesKey> series;
  private final PerformanceCombine combine;
  private final long size;
  private final long period;
  private final long slice;
  private final Map<SeriesKey, NavigableMap<Long, PerformanceAccumulator>> slices =
      new TreeMap<>(Comparator.comparing(SeriesKey::toString));
  private final Map<SeriesKey, Set<Identity>> seen = new HashMap<>();
  private long last = Long.MIN_VALUE;

  private Backtest(Settings.Performance settings) {
    if (settings.sliding() == null) {
      throw new IllegalArgumentException(
          "slidingSize is none: anomalies are found in sliding windows, so it must be a duration");
    }
    this.settings = settings;
    this.series = PerformancePipeline.series(settings.dimensions());
    this.combine = PerformanceCombine.withRelativeError(settings.relativeError());
    this.size = settings.sliding().getSize().getMillis();
    this.period = settings.sliding().getPeriod().getMillis();
    this.slice = BigInteger.valueOf(size).gcd(BigInteger.valueOf(period)).longValueExact();
  }

  /**
   * Returns a test without requests.
   *
   * @throws IllegalArgumentException if there are no sliding windows
   */
  public static Backtest of(Settings settings) {
    return new Backtest(settings.performance());
  }

  /** Takes in a request; one that its series has had before does not count. */
  public void add(PerformanceMetrics event) {
    SeriesKey key = series.apply(event);
    Request request = Request.of(event);
    if (seen.computeIfAbsent(key, k -> new HashSet<>()).add(request.identity())) {
      long at = event.timestampMillis();
      PerformanceAccumulator accumulator =
          slices
              .computeIfAbsent(key, k -> new TreeMap<>())
              .computeIfAbsent(Math.floorDiv(at, slice), s -> combine.create());
      combine.add(accumulator, request, at);
      last = Math.max(last, at);
    }
  }

  /** Judges all windows. */
  public Report report() {
    Totals totals = new Totals();
    List<Incident> incidents = new ArrayList<>();
    slices.forEach(
        (key, ofSeries) -> {
          SeriesWatch watch = new SeriesWatch(settings.anomalies());
          judge(ofSeries, watch, totals);
          String text = key.text(settings.dimensions());
          watch.incidents().forEach(found -> incidents.add(new Incident(text, found)));
        });
    incidents.sort(Comparator.comparing(incident -> incident.found().window().end()));
    return new Report(totals.metrics, totals.windows, incidents);
  }

  private void judge(
      NavigableMap<Long, PerformanceAccumulator> ofSeries, SeriesWatch watch, Totals totals) {
    long latestStart = Math.floorDiv(last - size, period);
    long end = ofSeries.lastKey() * slice;
    long start = Math.floorDiv(ofSeries.firstKey() * slice - size, period) + 1;
    for (long step = start; step <= latestStart && step * period <= end; step++) {
      long from = step * period;
      NavigableMap<Long, PerformanceAccumulator> ofWindow =
          ofSeries.subMap(
              Math.floorDiv(from, slice), true, Math.floorDiv(from + size, slice), false);
      if (!ofWindow.isEmpty()) {
        PerformanceAccumulator all = combine.create();
        for (PerformanceAccumulator one : ofWindow.values()) {
          all = combine.merge(all, one);
        }
        IntervalWindow window =
            new IntervalWindow(Instant.ofEpochMilli(from), Instant.ofEpochMilli(from + size));
        totals.beginWindow();
        watch.next(window, combine.finish(all, window), totals::score);
        totals.endWindow();
      }
    }
  }

  /** Counts scores. */
  private static final class Totals {
    private final Map<WatchedMetric, Tally> metrics = new EnumMap<>(WatchedMetric.class);
    private Tally windows = Tally.NONE;
    private boolean isJudged;
    private Severity worst = Severity.NONE;

    void beginWindow() {
      isJudged = false;
      worst = Severity.NONE;
    }

    void score(WatchedMetric metric, Score score) {
      if (score.isJudged()) {
        boolean isCritical = score.severity() == Severity.CRITICAL;
        Tally before = metrics.getOrDefault(metric, Tally.NONE);
        metrics.put(metric, before.plus(score.isUnusual(), isCritical));
        isJudged = true;
        worst = score.severity().compareTo(worst) > 0 ? score.severity() : worst;
      }
    }

    void endWindow() {
      if (isJudged) {
        windows = windows.plus(worst != Severity.NONE, worst == Severity.CRITICAL);
      }
    }
  }
}
