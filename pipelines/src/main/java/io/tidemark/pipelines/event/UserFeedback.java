package io.tidemark.pipelines.event;

import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a person thought of one answer.
 *
 * @param rating 0 to 5
 * @param dwellTimeSeconds at least 0
 * @param metadata empty when absent
 */
public record UserFeedback(
    String id,
    long timestampMillis,
    String sessionId,
    @Nullable String userId,
    String requestId,
    @Nullable Double rating,
    @Nullable Boolean liked,
    boolean taskCompleted,
    boolean responseEdited,
    boolean responseRegenerated,
    boolean responseSaved,
    boolean responseShared,
    @Nullable Double dwellTimeSeconds,
    @Nullable String comment,
    Map<String, String> metadata)
    implements TelemetryEvent {}
