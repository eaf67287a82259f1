package io.tidemark.pipelines.feedback;

import io.tidemark.change.Identity;
import io.tidemark.pipelines.event.UserFeedback;
import java.util.Objects;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The part of a {@link UserFeedback} that is aggregated. It has about a tenth of the bytes of the
 * event, and only this crosses the shuffle.
 *
 * @param identity stands for the id of the event
 * @param rating 0 to 5; null for none
 * @param liked thumb up or down; null for neither
 * @param taskCompleted whether the answer completed the task; null if not said
 * @param responseEdited whether the answer was edited
 * @param responseRegenerated whether another answer was asked for
 * @param responseSaved whether the answer was saved
 * @param responseShared whether the answer was shared
 * @param dwellTimeSeconds seconds, at least 0; null if not measured
 */
public record Feedback(
    Identity identity,
    @Nullable Double rating,
    @Nullable Boolean liked,
    @Nullable Boolean taskCompleted,
    boolean responseEdited,
    boolean responseRegenerated,
    boolean responseSaved,
    boolean responseShared,
    @Nullable Double dwellTimeSeconds) {

  /** Returns the feedback that an event reports. */
  public static Feedback of(UserFeedback event) {
    return of(Identity.of(event.id()), event);
  }

  /**
   * Returns the feedback that an event reports, under an identity that has been computed already.
   */
  public static Feedback of(Identity identity, UserFeedback event) {
    return new Feedback(
        identity,
        event.rating(),
        event.liked(),
        event.taskCompleted(),
        Boolean.TRUE.equals(event.responseEdited()),
        Boolean.TRUE.equals(event.responseRegenerated()),
        Boolean.TRUE.equals(event.responseSaved()),
        Boolean.TRUE.equals(event.responseShared()),
        event.dwellTimeSeconds());
  }

  /** A hash of what is aggregated. It is stored, and the same in every Java process. */
  public int content() {
    return Objects.hash(
        rating,
        liked,
        taskCompleted,
        responseEdited,
        responseRegenerated,
        responseSaved,
        responseShared,
        dwellTimeSeconds);
  }
}
