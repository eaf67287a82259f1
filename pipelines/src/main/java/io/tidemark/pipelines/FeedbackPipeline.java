package io.tidemark.pipelines;

import io.tidemark.changelog.Changelog;
import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.event.UserFeedback;
import io.tidemark.pipelines.feedback.Feedback;
import io.tidemark.pipelines.feedback.FeedbackCoder;
import io.tidemark.pipelines.feedback.FeedbackCombine;
import io.tidemark.pipelines.feedback.FeedbackStats;
import io.tidemark.pipelines.feedback.FeedbackTable;
import io.tidemark.pipelines.record.WithSource;
import io.tidemark.pipelines.record.WithSourceCoder;
import io.tidemark.pipelines.series.SeriesKey;
import io.tidemark.pipelines.series.SeriesKeyCoder;
import io.tidemark.pipelines.sink.postgres.SessionSpan;
import java.util.List;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;

/**
 * Aggregates feedback by session and writes the rows. A session ends by silence, or when it has its
 * greatest length.
 *
 * <p>The output has the dead letters: late events, and rows that the database refused.
 */
final class FeedbackPipeline
    extends PTransform<PCollection<List<WithSource<UserFeedback>>>, PCollection<DeadLetter>> {

  private final Settings.Feedback settings;
  private final Sinks outputs;

  FeedbackPipeline(Settings.Feedback settings, Sinks outputs) {
    this.settings = settings;
    this.outputs = outputs;
  }

  @Override
  public PCollection<DeadLetter> expand(PCollection<List<WithSource<UserFeedback>>> events) {
    Changelog.Result<SeriesKey, WithSource<Feedback>, FeedbackStats> windows =
        events.apply(
            "Window",
            AfterRestart.configure(
                    Changelog.<SeriesKey, WithSource<Feedback>, FeedbackStats>perKey(
                        FeedbackCombine.withDefaults().on(WithSource::event)),
                    settings.restart())
                .into("Feedback", settings.sessions(), settings.firing())
                .withIdentity(
                    feedback -> feedback.event().identity(), feedback -> feedback.event().content())
                .ofBatches(
                    new BySeries<>(event -> SeriesKey.of(event.sessionId()), Feedback::of),
                    SeriesKeyCoder.of(),
                    WithSourceCoder.of(FeedbackCoder.of())));
    return PCollectionList.of(windows.late().apply("Late", LateToDeadLetters.of("Feedback")))
        .and(windows.conflicts().apply("Conflict", ConflictsToDeadLetters.of("Feedback")))
        .and(
            outputs.writeSessions(
                "feedback",
                windows,
                "Feedback",
                FeedbackTable.create().withComputation(Computations.feedback(settings)),
                settings.firing(),
                new SessionSpan(settings.sessions().gap(), settings.sessions().maxLength())))
        .apply("FlattenDeadLetters", Flatten.pCollections());
  }
}
