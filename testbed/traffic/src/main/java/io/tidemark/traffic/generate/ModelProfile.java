package io.tidemark.traffic.generate;

import java.util.List;

/**
 * How one model behaves. The figures are plausible, not measured.
 *
 * @param name the model
 * @param provider who serves it
 * @param share its weight in the traffic, relative to the other models
 * @param usdPerMillionInput price of a million input tokens in US dollars
 * @param usdPerMillionOutput price of a million output tokens in US dollars
 * @param firstTokenMs median time to the first token, in milliseconds
 * @param tokensPerSecond median speed of generation
 * @param errorRate share of requests that fail, 0 to 1
 */
public record ModelProfile(
    String name,
    String provider,
    double share,
    double usdPerMillionInput,
    double usdPerMillionOutput,
    double firstTokenMs,
    double tokensPerSecond,
    double errorRate) {

  /** The models that the generator knows. */
  public static final List<ModelProfile> ALL =
      List.of(
          new ModelProfile("claude-opus", "anthropic", 2, 15, 75, 900, 45, 0.008),
          new ModelProfile("claude-sonnet", "anthropic", 5, 3, 15, 450, 80, 0.005),
          new ModelProfile("claude-haiku", "anthropic", 4, 0.8, 4, 220, 160, 0.003),
          new ModelProfile("gpt-4o", "openai", 4, 2.5, 10, 400, 95, 0.006),
          new ModelProfile("gpt-4o-mini", "openai", 3, 0.15, 0.6, 250, 130, 0.004),
          new ModelProfile("gemini-pro", "google", 2, 1.25, 5, 500, 90, 0.010),
          new ModelProfile("llama-70b", "self-hosted", 1, 0.6, 0.6, 700, 35, 0.030));

  /**
   * Returns the known model of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static ModelProfile named(String name) {
    return ALL.stream()
        .filter(m -> m.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "model '"
                        + name
                        + "' is unknown: allowed are "
                        + String.join(", ", ALL.stream().map(ModelProfile::name).toList())));
  }

  /** Returns the price of a request in US dollars. */
  double cost(long inputTokens, long outputTokens) {
    return (inputTokens * usdPerMillionInput + outputTokens * usdPerMillionOutput) / 1e6;
  }
}
