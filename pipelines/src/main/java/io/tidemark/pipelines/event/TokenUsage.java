package io.tidemark.pipelines.event;

/**
 * The tokens of one request, counted as OpenTelemetry does: those read from and written to a cache
 * are among the input, those of reasoning among the output. Each number is at least 0, or {@link
 * #UNKNOWN}.
 *
 * @param input all tokens of the prompt
 * @param output all tokens of the answer
 * @param cacheRead those of {@code input} that a cache provided
 * @param cacheWrite those of {@code input} that were written to a cache
 * @param reasoning those of {@code output} that were reasoning
 */
public record TokenUsage(long input, long output, long cacheRead, long cacheWrite, long reasoning) {

  /** Stands for a number of tokens that is not known, which is not zero. */
  public static final long UNKNOWN = -1;

  /** A usage of which nothing is known. */
  public static final TokenUsage NONE_KNOWN = of(UNKNOWN, UNKNOWN);

  /** Returns a usage of which no more is known than the totals, each of which may be unknown. */
  public static TokenUsage of(long input, long output) {
    return new TokenUsage(input, output, UNKNOWN, UNKNOWN, UNKNOWN);
  }

  /** Returns whether input and output are both known. */
  public boolean isKnown() {
    return (input | output) >= 0;
  }

  /** Returns whether a token is known to have been used. */
  public boolean isPositive() {
    return input > 0 || output > 0;
  }
}
