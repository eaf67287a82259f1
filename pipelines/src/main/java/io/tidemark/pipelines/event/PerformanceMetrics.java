package io.tidemark.pipelines.event;

import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One request to a model, as the client or gateway that made it reports it. The largest values are
 * those of {@link ValueLimits}.
 *
 * <p>A request that failed often has no tokens, cost or latency, and sometimes no model. Unknown is
 * not zero: it is {@link Double#NaN} or {@link TokenUsage#UNKNOWN} here, because these numbers are
 * in nearly every event and would be objects of their own if they could be null.
 *
 * @param id the identifier of the event; empty if the producer gave it none
 * @param timestampMillis event time in milliseconds since the epoch
 * @param requestId the identifier of the request, which feedback refers to; null if not known
 * @param attribution the model, and what else its figures are told apart by
 * @param latencyMs total latency in milliseconds, at least 0; NaN if not known
 * @param timeToFirstTokenMs in milliseconds, at least 0; null if not measured
 * @param queueTimeMs how long it waited before the model began, in milliseconds, at least 0; null
 *     if not measured
 * @param usage its tokens
 * @param cost US dollars, at least 0; NaN if not known
 * @param qualityScore 0 to 1; null if not judged
 * @param error the kind of error; null for a request that succeeded
 * @param finishReason why the model stopped; null if not known
 * @param streaming whether the answer was streamed; null if not known
 * @param metrics further numbers by name; empty if absent
 * @param metadata further texts by name; empty if absent
 */
public record PerformanceMetrics(
    String id,
    long timestampMillis,
    @Nullable String requestId,
    Attribution attribution,
    double latencyMs,
    @Nullable Double timeToFirstTokenMs,
    @Nullable Double queueTimeMs,
    TokenUsage usage,
    double cost,
    @Nullable Double qualityScore,
    @Nullable String error,
    @Nullable String finishReason,
    @Nullable Boolean streaming,
    Map<String, Double> metrics,
    Map<String, String> metadata)
    implements TelemetryEvent {

  /** What the name of a dimension begins with that is an entry of the metadata. */
  public static final String METADATA_DIMENSION = "metadata.";

  /** A request of which no more is known. */
  public PerformanceMetrics(
      String id,
      long timestampMillis,
      Attribution attribution,
      double latencyMs,
      TokenUsage usage,
      double cost,
      @Nullable Double qualityScore,
      @Nullable String error) {
    this(
        id,
        timestampMillis,
        null,
        attribution,
        latencyMs,
        null,
        null,
        usage,
        cost,
        qualityScore,
        error,
        null,
        null,
        Map.of(),
        Map.of());
  }

  /** Returns the model asked for; empty if not known. */
  public String model() {
    return attribution.model();
  }

  /** Returns whether the request ended in an error. */
  public boolean failed() {
    return error != null;
  }

  @Override
  public PerformanceMetrics withId(String newId) {
    return new PerformanceMetrics(
        newId,
        timestampMillis,
        requestId,
        attribution,
        latencyMs,
        timeToFirstTokenMs,
        queueTimeMs,
        usage,
        cost,
        qualityScore,
        error,
        finishReason,
        streaming,
        metrics,
        metadata);
  }
}
