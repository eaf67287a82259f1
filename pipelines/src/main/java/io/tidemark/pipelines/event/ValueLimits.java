package io.tidemark.pipelines.event;

/**
 * The largest values that the aggregates sum exactly. A decoder refuses larger ones as {@code
 * INVALID}: an aggregate that meets one fails rather than be wrong.
 */
public final class ValueLimits {
  private ValueLimits() {}

  /** Latency of a request, in milliseconds: 31 years. */
  public static final double LATENCY_MS = 1e12;

  /** Cost of a request, in US dollars. */
  public static final double COST_USD = 1e6;

  /** Input or output tokens of a request; nine million such requests fit a window. */
  public static final long TOKENS = 1_000_000_000_000L;

  /** Any other number: a score, a rating, percent, bytes, errors per second, seconds. */
  public static final double OTHER = 1e9;

  /** Memory, in bytes. It is not summed. */
  public static final double MEMORY_BYTES = 1e18;
}
