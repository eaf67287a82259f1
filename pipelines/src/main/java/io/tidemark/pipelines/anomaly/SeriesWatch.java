package io.tidemark.pipelines.anomaly;

import io.tidemark.pipelines.performance.PerformanceStats;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/**
 * Watches one series outside of a pipeline, over windows that will not change: it finds what {@link
 * DetectAnomalies} finds in the same windows.
 */
public final class SeriesWatch {

  /**
   * An incident, and its first unusual window.
   *
   * @param window the first unusual window
   * @param anomaly what is stated of it
   */
  public record Found(IntervalWindow window, Anomaly anomaly) {}

  private record Begin(WatchedMetric metric, long millis) {}

  private final AnomalyOptions options;
  private final Map<WatchedMetric, Watch> watches = new EnumMap<>(WatchedMetric.class);
  private final Map<Begin, Incident> incidents = new LinkedHashMap<>();
  private final Map<Begin, IntervalWindow> firsts = new LinkedHashMap<>();

  /** Creates a watch that has seen no window. */
  public SeriesWatch(AnomalyOptions options) {
    this.options = options;
    for (WatchedMetric metric : WatchedMetric.values()) {
      watches.put(metric, Watch.of(metric, options));
    }
  }

  /**
   * Judges the next window, and learns it.
   *
   * @param window that ends after those before it
   * @param scores is given the score of each metric that the window has
   */
  public void next(
      IntervalWindow window, PerformanceStats stats, BiConsumer<WatchedMetric, Score> scores) {
    for (WatchedMetric metric : WatchedMetric.values()) {
      Reading reading = metric.of(stats, options);
      if (reading != null) {
        Watch.Step step = watches.get(metric).next(reading, window.end(), options);
        watches.put(metric, step.watch());
        scores.accept(metric, step.score());
        Incident incident = step.watch().incident();
        if (incident != null) {
          Begin begin = new Begin(metric, incident.beganMillis());
          incidents.put(begin, incident);
          firsts.putIfAbsent(begin, window);
        }
      }
    }
  }

  /** Returns the incidents so far, in the order in which they began. */
  public Collection<Found> incidents() {
    List<Found> found = new ArrayList<>();
    incidents.forEach(
        (begin, incident) ->
            found.add(new Found(firsts.get(begin), Anomaly.of(begin.metric(), incident))));
    return found;
  }
}
