package io.tidemark.pipelines.feedback;

import io.tidemark.pipelines.event.EventIdentity;
import io.tidemark.pipelines.event.UserFeedback;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What is aggregated of one piece of feedback: a tenth of the bytes that its event has.
 *
 * @param identity 64 bits that stand for the event's id
 * @param rating 0 to 5
 * @param dwellTimeSeconds at least 0
 */
public record Feedback(
    long identity,
    @Nullable Double rating,
    @Nullable Boolean liked,
    boolean taskCompleted,
    boolean responseEdited,
    boolean responseRegenerated,
    boolean responseSaved,
    boolean responseShared,
    @Nullable Double dwellTimeSeconds) {

  /** The feedback that an event tells of. */
  public static Feedback of(UserFeedback event) {
    return of(EventIdentity.of(event.id()), event);
  }

  /** The same under an identity that is known. */
  public static Feedback of(long identity, UserFeedback event) {
    return new Feedback(
        identity,
        event.rating(),
        event.liked(),
        event.taskCompleted(),
        event.responseEdited(),
        event.responseRegenerated(),
        event.responseSaved(),
        event.responseShared(),
        event.dwellTimeSeconds());
  }
}
