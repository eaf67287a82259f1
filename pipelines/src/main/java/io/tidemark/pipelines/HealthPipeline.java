package io.tidemark.pipelines;

import io.tidemark.change.Identity;
import io.tidemark.changelog.Changelog;
import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.event.SystemHealth;
import io.tidemark.pipelines.event.SystemHealthCoder;
import io.tidemark.pipelines.health.HealthCombine;
import io.tidemark.pipelines.health.HealthStats;
import io.tidemark.pipelines.health.HealthTable;
import io.tidemark.pipelines.record.WithSource;
import io.tidemark.pipelines.record.WithSourceCoder;
import io.tidemark.pipelines.series.SeriesKey;
import io.tidemark.pipelines.series.SeriesKeyCoder;
import java.util.List;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;

/**
 * Aggregates health reports by component and writes the rows. A report of {@code unhealthy} makes
 * its window fire at once.
 *
 * <p>The output has the dead letters: late events, and rows that the database refused.
 */
final class HealthPipeline
    extends PTransform<PCollection<List<WithSource<SystemHealth>>>, PCollection<DeadLetter>> {

  private final Settings.Health settings;
  private final Sinks outputs;

  HealthPipeline(Settings.Health settings, Sinks outputs) {
    this.settings = settings;
    this.outputs = outputs;
  }

  @Override
  public PCollection<DeadLetter> expand(PCollection<List<WithSource<SystemHealth>>> events) {
    Changelog.Result<SeriesKey, WithSource<SystemHealth>, HealthStats> windows =
        events.apply(
            "Window",
            AfterRestart.configure(
                    Changelog.<SeriesKey, WithSource<SystemHealth>, HealthStats>perKey(
                        HealthCombine.withDefaults().on(WithSource::event)),
                    settings.restart())
                .into("Health", settings.windows(), settings.firing())
                .withCriticalElements(
                    event -> event.event().status() == SystemHealth.Status.UNHEALTHY)
                .withIdentity(
                    event -> Identity.of(event.event().id()), event -> event.event().content())
                .ofBatches(
                    new BySeries<>(event -> SeriesKey.of(event.component()), event -> event),
                    SeriesKeyCoder.of(),
                    WithSourceCoder.of(SystemHealthCoder.of())));
    return PCollectionList.of(windows.late().apply("Late", LateToDeadLetters.of("Health")))
        .and(windows.conflicts().apply("Conflict", ConflictsToDeadLetters.of("Health")))
        .and(
            outputs.write(
                "health",
                windows,
                "Health",
                HealthTable.create().withComputation(Computations.health(settings)),
                settings.firing()))
        .apply("FlattenDeadLetters", Flatten.pCollections());
  }
}
