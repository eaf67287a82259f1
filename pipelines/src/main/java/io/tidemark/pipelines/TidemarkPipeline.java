package io.tidemark.pipelines;

import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.options.Delivery;
import io.tidemark.pipelines.options.TidemarkOptions;
import io.tidemark.pipelines.options.Violations;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;

/**
 * The whole service: events come from Kafka or from files, are aggregated in windows of
 * performance, feedback and health, and changes and dead letters go to PostgreSQL and Kafka.
 *
 * <p>The graph is the same on every runner. Nothing connects to a broker or a database while it is
 * built.
 */
public final class TidemarkPipeline {

  private TidemarkPipeline() {}

  /**
   * Returns the pipeline that the options describe, without running it.
   *
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  public static Pipeline create(TidemarkOptions options) {
    Settings settings = Settings.from(options);
    checkEnds(options);
    checkDelivery(options);
    Sinks outputs = Sinks.from(options);
    Pipeline pipeline = Pipeline.create(options);
    EventStreams events = EventStreams.read(pipeline, options, settings);
    PCollection<DeadLetter> deadLetters =
        PCollectionList.of(events.deadLetters())
            .and(
                events
                    .performance()
                    .apply("Performance", new PerformancePipeline(settings.performance(), outputs)))
            .and(
                events
                    .feedback()
                    .apply("Feedback", new FeedbackPipeline(settings.feedback(), outputs)))
            .and(events.health().apply("Health", new HealthPipeline(settings.health(), outputs)))
            .apply("FlattenDeadLetters", Flatten.pCollections());
    outputs.writeDeadLetters(deadLetters);
    return pipeline;
  }

  private static void checkEnds(TidemarkOptions options) {
    if (options.getInput() == null && options.getBootstrapServers() == null) {
      throw new IllegalArgumentException(
          "nothing to read: give --bootstrapServers=HOST:PORT, or --input=FILE for history");
    }
    boolean publishes = options.getBootstrapServers() != null && options.getPublishChangelog();
    if (options.getJdbcUrl() == null && !publishes) {
      throw new IllegalArgumentException(
          "nowhere to write: give --jdbcUrl=jdbc:postgresql://HOST:PORT/DATABASE");
    }
  }

  /**
   * Exactly once publishes when a checkpoint is complete, so a run without checkpoints would
   * publish nothing.
   */
  private static void checkDelivery(TidemarkOptions options) {
    if (options.getChangelogDelivery() == Delivery.EXACTLY_ONCE) {
      new Violations()
          .require(
              options.getInput() == null,
              "changelogDelivery",
              "EXACTLY_ONCE",
              "it must be AT_LEAST_ONCE with --input: a run over files has no checkpoints")
          .require(
              !options.getRunner().getSimpleName().equals("DirectRunner"),
              "changelogDelivery",
              "EXACTLY_ONCE",
              "it must be AT_LEAST_ONCE on the Direct runner, which has no checkpoints")
          .throwIfAny();
    }
  }
}
