package io.tidemark.pipelines.decode.otlp;

import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One request to a model, as a span tells it. What the span does not say is null, NaN or {@link
 * Tokens#UNKNOWN}.
 *
 * @param id {@code traceId-spanId} in lower-case hex, so that a request exported twice is one
 * @param timestampMillis the end of the span, rounded down to milliseconds since the epoch
 * @param requestId the identifier that the provider or gateway gave the request, else {@code id}
 * @param operation {@code chat}, {@code generate_content}, {@code text_completion} or {@code
 *     embeddings}
 * @param model the model asked for, else the one that answered; empty if neither is known
 * @param responseModel the model that answered
 * @param provider in the words of the conventions
 * @param region where the service runs
 * @param service the service that asked
 * @param environment its deployment
 * @param team who pays
 * @param user for whom it was asked
 * @param session the session or conversation
 * @param latencyMs end − start, in milliseconds, at least 0
 * @param timeToFirstTokenMs in milliseconds, at least 0
 * @param queueTimeMs how long it waited in the server, in milliseconds, at least 0
 * @param tokens normalised
 * @param cost as reported, in US dollars, at least 0
 * @param error the kind of error; null for a call that succeeded
 * @param finishReason why the model stopped, as the span words it
 * @param streaming whether the answer was streamed
 * @param tags further texts by name
 * @param leftOut how many values could not be kept, and nothing is computed from them
 */
public record ModelCall(
    String id,
    long timestampMillis,
    String requestId,
    String operation,
    String model,
    @Nullable String responseModel,
    @Nullable String provider,
    @Nullable String region,
    @Nullable String service,
    @Nullable String environment,
    @Nullable String team,
    @Nullable String user,
    @Nullable String session,
    double latencyMs,
    double timeToFirstTokenMs,
    double queueTimeMs,
    Tokens tokens,
    double cost,
    @Nullable String error,
    @Nullable String finishReason,
    @Nullable Boolean streaming,
    Map<String, String> tags,
    int leftOut) {

  /** Returns the same call made by and for these. */
  ModelCall of(Context context) {
    return new ModelCall(
        id,
        timestampMillis,
        requestId,
        operation,
        model,
        responseModel,
        provider,
        region,
        service,
        environment,
        context.team(),
        context.user(),
        context.session(),
        latencyMs,
        timeToFirstTokenMs,
        queueTimeMs,
        tokens,
        cost,
        error,
        finishReason,
        streaming,
        context.tags(),
        leftOut);
  }
}
