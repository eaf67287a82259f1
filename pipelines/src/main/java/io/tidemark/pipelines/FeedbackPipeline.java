package io.tidemark.pipelines;

import io.tidemark.changelog.Changelog;
import io.tidemark.deadletter.DeadLetter;
import io.tidemark.pipelines.decode.Sourced;
import io.tidemark.pipelines.decode.SourcedCoder;
import io.tidemark.pipelines.event.UserFeedback;
import io.tidemark.pipelines.postgres.SessionSpan;
import io.tidemark.pipelines.postgres.Tables;
import io.tidemark.pipelines.stats.Feedback;
import io.tidemark.pipelines.stats.FeedbackCoder;
import io.tidemark.pipelines.stats.FeedbackCombine;
import io.tidemark.pipelines.stats.FeedbackStats;
import java.util.List;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;

/**
 * Feedback per session: silence ends one, and so does its greatest length.
 *
 * <p>Out come the dead letters: late events, and rows that the database refused.
 */
final class FeedbackPipeline
    extends PTransform<PCollection<List<Sourced<UserFeedback>>>, PCollection<DeadLetter>> {

  private final Settings settings;
  private final Outputs outputs;

  FeedbackPipeline(Settings settings, Outputs outputs) {
    this.settings = settings;
    this.outputs = outputs;
  }

  @Override
  public PCollection<DeadLetter> expand(PCollection<List<Sourced<UserFeedback>>> events) {
    Changelog.Result<SeriesKey, Sourced<Feedback>, FeedbackStats> windows =
        events.apply(
            "Window",
            Changelog.<SeriesKey, Sourced<Feedback>, FeedbackStats>perKey(
                    FeedbackCombine.withDefaults().on(Sourced::event))
                .into("Feedback", settings.sessions(), settings.feedbackFiring())
                .identifiedBy(feedback -> feedback.event().identity())
                .restatingAfterRestart(settings.restates())
                .from(
                    new BySeries<>(event -> SeriesKey.of(event.sessionId()), Feedback::of),
                    SeriesKeyCoder.of(),
                    SourcedCoder.of(FeedbackCoder.of())));
    return PCollectionList.of(windows.late().apply("Late", LateToDeadLetters.of("Feedback")))
        .and(
            outputs.writeSessions(
                "feedback",
                windows,
                "Feedback",
                Tables.feedback(),
                new SessionSpan(settings.sessions().gap(), settings.sessions().maxLength())))
        .apply("FlattenDeadLetters", Flatten.pCollections());
  }
}
