package io.tidemark.pipelines;

import io.tidemark.changelog.Changelog;
import io.tidemark.pipelines.anomaly.AnomalyTable;
import io.tidemark.pipelines.anomaly.DetectAnomalies;
import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.performance.PerformanceCombine;
import io.tidemark.pipelines.performance.PerformanceStats;
import io.tidemark.pipelines.performance.PerformanceTables;
import io.tidemark.pipelines.performance.PricedRequest;
import io.tidemark.pipelines.performance.Request;
import io.tidemark.pipelines.performance.RequestCoder;
import io.tidemark.pipelines.performance.RequestSeries;
import io.tidemark.pipelines.record.WithSource;
import io.tidemark.pipelines.record.WithSourceCoder;
import io.tidemark.pipelines.series.SeriesKey;
import io.tidemark.pipelines.series.SeriesKeyCoder;
import java.util.List;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;

/**
 * Aggregates requests by series, in fixed and in sliding windows, detects anomalies in the latter,
 * and writes all rows.
 *
 * <p>The output has the dead letters: late events, and rows that the database refused.
 */
final class PerformancePipeline
    extends PTransform<PCollection<List<WithSource<PerformanceMetrics>>>, PCollection<DeadLetter>> {

  private final Settings.Performance settings;
  private final Sinks outputs;

  PerformancePipeline(Settings.Performance settings, Sinks outputs) {
    this.settings = settings;
    this.outputs = outputs;
  }

  @Override
  public PCollection<DeadLetter> expand(
      PCollection<List<WithSource<PerformanceMetrics>>> requests) {
    Changelog.Result<SeriesKey, WithSource<Request>, PerformanceStats> windows =
        requests.apply(
            "Window",
            windows()
                .ofBatches(
                    new BySeries<>(
                        new RequestSeries(settings.dimensions(), settings.dimensionValues()),
                        new PricedRequest(settings.prices())),
                    SeriesKeyCoder.of(),
                    WithSourceCoder.of(RequestCoder.of())));
    PCollectionList<DeadLetter> deadLetters =
        PCollectionList.of(windows.late().apply("Late", LateToDeadLetters.of("Performance")))
            .and(windows.conflicts().apply("Conflict", ConflictsToDeadLetters.of("Performance")));
    if (settings.fixed() != null) {
      deadLetters = deadLetters.and(writeFixed(windows));
    }
    if (settings.sliding() != null) {
      deadLetters = deadLetters.and(writeSliding(windows)).and(writeAnomalies(windows));
    }
    return deadLetters.apply("FlattenDeadLetters", Flatten.pCollections());
  }

  private List<PCollection<DeadLetter>> writeFixed(
      Changelog.Result<SeriesKey, ?, PerformanceStats> windows) {
    return outputs.write(
        "performance",
        windows,
        "Performance",
        PerformanceTables.withSketches(
            PerformanceTables.fixed(settings.dimensions())
                .withComputation(Computations.fixed(settings))),
        settings.firing());
  }

  private List<PCollection<DeadLetter>> writeSliding(
      Changelog.Result<SeriesKey, ?, PerformanceStats> windows) {
    return outputs.write(
        "sliding",
        windows,
        "Sliding",
        PerformanceTables.sliding(settings.dimensions())
            .withComputation(Computations.sliding(settings)),
        settings.anomalyFiring());
  }

  private List<PCollection<DeadLetter>> writeAnomalies(
      Changelog.Result<SeriesKey, ?, PerformanceStats> windows) {
    PCollectionTuple judged =
        windows
            .changes("Sliding")
            .apply(
                "DetectAnomalies",
                DetectAnomalies.with(settings.anomalies())
                    .withRestateAfterRestart(settings.restart().restates()));
    return outputs.writeLatest(
        "anomalies",
        judged.get(DetectAnomalies.VERDICTS),
        judged.get(DetectAnomalies.USUAL),
        AnomalyTable.create(settings.dimensions()).withComputation(Computations.sliding(settings)),
        DetectAnomalies.FORGOTTEN_AFTER);
  }

  private Changelog<SeriesKey, WithSource<Request>, PerformanceStats> windows() {
    double latency = settings.critical().latencyMs();
    double cost = settings.critical().cost();
    Changelog<SeriesKey, WithSource<Request>, PerformanceStats> windows =
        Changelog.perKey(combine().on(WithSource::event));
    if (settings.fixed() != null) {
      windows = windows.into("Performance", settings.fixed(), settings.firing());
    }
    if (settings.sliding() != null) {
      windows = windows.into("Sliding", settings.sliding(), settings.anomalyFiring());
    }
    windows = AfterRestart.configure(windows, settings.restart());
    return windows
        .withCriticalElements(r -> r.event().latencyMs() >= latency || r.event().cost() >= cost)
        .withIdentity(request -> request.event().identity(), request -> request.event().content());
  }

  private PerformanceCombine combine() {
    PerformanceCombine combine =
        PerformanceCombine.withRelativeError(settings.relativeError())
            .withCriticalErrors(settings.critical().errors())
            .withFigures(settings.figures());
    return settings.sketches() && settings.fixed() != null
        ? combine.withSketches(settings.fixed().getSize())
        : combine;
  }
}
