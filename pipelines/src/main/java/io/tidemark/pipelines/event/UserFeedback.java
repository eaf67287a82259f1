package io.tidemark.pipelines.event;

import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a person thought of one answer, or did with it.
 *
 * @param id the identifier of the event; empty if the producer gave it none
 * @param timestampMillis event time in milliseconds since the epoch
 * @param sessionId the session that the feedback belongs to, not blank
 * @param userId who gave it; null if not known
 * @param requestId the identifier of the request that was answered; null if not known
 * @param rating 0 to 5; null for none
 * @param liked thumb up or down; null for neither
 * @param taskCompleted whether the answer completed the task; null if not said, as are the next
 *     four
 * @param responseEdited whether the person edited the answer
 * @param responseRegenerated whether the person asked for another answer
 * @param responseSaved whether the person saved the answer
 * @param responseShared whether the person shared the answer
 * @param dwellTimeSeconds how long the person looked at the answer, in seconds, at least 0; null if
 *     not measured
 * @param comment free text; null for none
 * @param metadata further texts by name; empty if absent
 */
public record UserFeedback(
    String id,
    long timestampMillis,
    String sessionId,
    @Nullable String userId,
    @Nullable String requestId,
    @Nullable Double rating,
    @Nullable Boolean liked,
    @Nullable Boolean taskCompleted,
    @Nullable Boolean responseEdited,
    @Nullable Boolean responseRegenerated,
    @Nullable Boolean responseSaved,
    @Nullable Boolean responseShared,
    @Nullable Double dwellTimeSeconds,
    @Nullable String comment,
    Map<String, String> metadata)
    implements TelemetryEvent {

  @Override
  public UserFeedback withId(String newId) {
    return new UserFeedback(
        newId,
        timestampMillis,
        sessionId,
        userId,
        requestId,
        rating,
        liked,
        taskCompleted,
        responseEdited,
        responseRegenerated,
        responseSaved,
        responseShared,
        dwellTimeSeconds,
        comment,
        metadata);
  }
}
