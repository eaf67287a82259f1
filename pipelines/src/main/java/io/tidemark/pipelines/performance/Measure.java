package io.tidemark.pipelines.performance;

import java.util.List;

/**
 * A figure of single requests of which a window has more than a sum: its mean and percentiles. What
 * is measured of no request of a window takes no state.
 */
public enum Measure {
  /** Time to first token, in milliseconds, of the requests that say it. */
  TTFT_MS(6, false),
  /**
   * {@code (latency − time to first token) / (output tokens − 1)}, in milliseconds: the definition
   * of vLLM and of OpenTelemetry's conventions. Of requests that say all three, with at least two
   * output tokens.
   */
  TIME_PER_OUTPUT_TOKEN_MS(6, false),
  /** Output tokens per second of latency, of requests that succeeded. */
  OUTPUT_TOKENS_PER_SECOND(9, false),
  /** How long a request waited before the model began, in milliseconds; only if asked for. */
  QUEUE_MS(6, true),
  /** Input tokens of a request; only if asked for. */
  INPUT_TOKENS(0, true),
  /** Output tokens of a request; only if asked for. */
  OUTPUT_TOKENS(0, true),
  /** Cost of a request in US dollars; only if asked for. */
  COST_USD(12, true);

  static final List<Measure> ALL = List.of(values());

  final int decimals;
  private final boolean optional;

  Measure(int decimals, boolean optional) {
    this.decimals = decimals;
    this.optional = optional;
  }

  /** Returns whether the figure is computed only if it is asked for. */
  public boolean isOptional() {
    return optional;
  }
}
