package io.tidemark.pipelines.event;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a request to a model was, who made it and where it was served: what its figures are told
 * apart by.
 *
 * @param model the model asked for; empty if not known
 * @param responseModel the model that answered, which may be a dated version of the one asked for;
 *     null if not known
 * @param provider who serves the model; null if not known, as are the following
 * @param region where it was served
 * @param service the service that asked
 * @param operation what was asked of the model, in OpenTelemetry's words: {@code chat}, {@code
 *     generate_content}, {@code text_completion}, {@code embeddings}
 * @param environment the deployment that asked, such as {@code production}
 * @param team who pays for it
 * @param userId the person for whom it was asked
 * @param sessionId the session or conversation that it belongs to
 * @param configId the configuration in use
 */
public record Attribution(
    String model,
    @Nullable String responseModel,
    @Nullable String provider,
    @Nullable String region,
    @Nullable String service,
    @Nullable String operation,
    @Nullable String environment,
    @Nullable String team,
    @Nullable String userId,
    @Nullable String sessionId,
    @Nullable String configId) {

  /** Returns the attribution of a request of which no more than model and region are known. */
  public static Attribution of(String model, @Nullable String region) {
    return new Attribution(model, null, null, region, null, null, null, null, null, null, null);
  }
}
