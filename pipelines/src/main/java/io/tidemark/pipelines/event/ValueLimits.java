package io.tidemark.pipelines.event;

/**
 * The largest number of each field that an event may hold. Aggregates sum numbers up to these
 * limits exactly. A decoder rejects a larger one as {@code INVALID}; an accumulator that is given
 * one nevertheless throws rather than give a wrong sum.
 */
public final class ValueLimits {
  private ValueLimits() {}

  /** Latency of a request, in milliseconds: some 31 years. */
  public static final double LATENCY_MS = 1e12;

  /** Cost of a request, in US dollars. */
  public static final double COST_USD = 1e6;

  /**
   * Input or output tokens of a request. The sum of nine million such requests still fits a {@code
   * long}.
   */
  public static final long TOKENS = 1_000_000_000_000L;

  /** Use of processors, in percent of one: ten thousand processors. */
  public static final double CPU_PERCENT = 1e6;

  /**
   * Any other number that is summed: a score, a rating, a percentage, errors per second, seconds.
   */
  public static final double OTHER = 1e9;

  /** Memory, in bytes. It is not summed: only its maximum is kept. */
  public static final double MEMORY_BYTES = 1e18;
}
