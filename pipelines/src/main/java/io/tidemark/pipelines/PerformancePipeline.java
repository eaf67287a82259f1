package io.tidemark.pipelines;

import io.tidemark.changelog.Change;
import io.tidemark.changelog.Changelog;
import io.tidemark.deadletter.DeadLetter;
import io.tidemark.pipelines.anomaly.DetectAnomalies;
import io.tidemark.pipelines.decode.Sourced;
import io.tidemark.pipelines.decode.SourcedCoder;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.PerformanceMetricsCoder;
import io.tidemark.pipelines.postgres.Tables;
import io.tidemark.pipelines.stats.PerformanceCombine;
import io.tidemark.pipelines.stats.PerformanceStats;
import java.util.List;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;

/**
 * Requests per series, in fixed windows and in sliding windows, and the anomalies of the latter.
 *
 * <p>Out come the dead letters: late events, and rows that the database refused.
 */
final class PerformancePipeline
    extends PTransform<PCollection<List<Sourced<PerformanceMetrics>>>, PCollection<DeadLetter>> {

  private final Settings settings;
  private final Outputs outputs;

  PerformancePipeline(Settings settings, Outputs outputs) {
    this.settings = settings;
    this.outputs = outputs;
  }

  @Override
  public PCollection<DeadLetter> expand(PCollection<List<Sourced<PerformanceMetrics>>> requests) {
    Changelog.Result<SeriesKey, Sourced<PerformanceMetrics>, PerformanceStats> windows =
        requests.apply(
            "Window",
            windows()
                .from(
                    new BySeries<>(series(settings.dimensions())),
                    SeriesKeyCoder.of(),
                    SourcedCoder.of(PerformanceMetricsCoder.of())));
    PCollection<KV<SeriesKey, Change<PerformanceStats>>> sliding = windows.changes("Sliding");
    return PCollectionList.of(
            outputs.write(
                "performance",
                windows.changes("Performance"),
                Tables.performance(settings.dimensions()),
                settings.performanceFiring()))
        .and(
            outputs.write(
                "sliding",
                sliding,
                Tables.sliding(settings.dimensions()),
                settings.anomalyFiring()))
        .and(
            outputs.writeLatest(
                "anomalies",
                sliding.apply("DetectAnomalies", DetectAnomalies.with(settings.anomalies())),
                Tables.anomalies(settings.dimensions()),
                settings.anomalyFiring()))
        .and(windows.late().apply("Late", LateToDeadLetters.of("Performance")))
        .apply("FlattenDeadLetters", Flatten.pCollections());
  }

  private Changelog<SeriesKey, Sourced<PerformanceMetrics>, PerformanceStats> windows() {
    double latency = settings.criticalLatencyMs();
    double cost = settings.criticalCost();
    return Changelog.<SeriesKey, Sourced<PerformanceMetrics>, PerformanceStats>perKey(
            new EventCombine<>(PerformanceCombine.withRelativeError(settings.relativeError())))
        .into("Performance", settings.fixed(), settings.performanceFiring())
        .into("Sliding", settings.sliding(), settings.anomalyFiring())
        .critical(r -> r.event().latencyMs() >= latency || r.event().cost() >= cost)
        .identifiedBy(request -> EventIdentity.of(request.event().id()))
        .awaitingWatermark(Settings.FIRST_WATERMARK);
  }

  private static SerializableFunction<PerformanceMetrics, SeriesKey> series(
      List<String> dimensions) {
    return request -> {
      String[] values = new String[dimensions.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = dimension(dimensions.get(i), request);
      }
      return SeriesKey.of(values);
    };
  }

  private static String dimension(String name, PerformanceMetrics request) {
    String value =
        switch (name) {
          case "model" -> request.model();
          case "region" -> request.region();
          case "provider" -> request.provider();
          case "service" -> request.service();
          default -> throw new IllegalArgumentException("unknown dimension " + name);
        };
    return value == null ? "" : value;
  }
}
