package io.tidemark.pipelines.decode.otlp;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a person thought of an answer, as a log event {@code gen_ai.evaluation.result} tells it. Of
 * {@code liked} and {@code rating} one is there.
 *
 * @param id {@code traceId-spanId-name-nanoseconds}; where the event belongs to no span, {@code
 *     session-name-nanoseconds}; empty if that is longer than 256 characters
 * @param timestampMillis when it was given, else observed, in milliseconds since the epoch
 * @param session the session that it belongs to, not blank
 * @param user who gave it; null if not known
 * @param requestId the response that it is about; null if not known
 * @param liked thumb up or down; null for neither
 * @param rating 0 to 5; null for none
 * @param comment what the person wrote; null for nothing
 */
public record FeedbackGiven(
    String id,
    long timestampMillis,
    String session,
    @Nullable String user,
    @Nullable String requestId,
    @Nullable Boolean liked,
    @Nullable Double rating,
    @Nullable String comment) {}
