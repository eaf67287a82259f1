package io.tidemark.pipelines.decode.otlp;

/**
 * The tokens of one call, counted as the conventions do: input has those read from and written to a
 * cache in it, output has those of reasoning. Each is at least 0, or {@link #UNKNOWN}.
 *
 * @param input all tokens of the prompt
 * @param output all tokens of the answer
 * @param cacheRead those of {@code input} that a cache provided
 * @param cacheWrite those of {@code input} that were written to a cache
 * @param reasoning those of {@code output} that were reasoning
 */
public record Tokens(long input, long output, long cacheRead, long cacheWrite, long reasoning) {
  /** Stands for a number that the span does not have, which is not zero. */
  public static final long UNKNOWN = -1;

  /** Returns whether input and output are both known. */
  public boolean isKnown() {
    return (input | output) >= 0;
  }
}
