package io.tidemark.pipelines.price;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a price depends on. Numbers of tokens are as the conventions count them: input contains what
 * was read from and written to a cache, output contains reasoning. A negative number is unknown.
 *
 * @param provider who served the model, in any spelling; null if not known
 * @param requestedModel the model asked; null if not known
 * @param responseModel the model that answered; null if not known
 * @param timestampMillis event time: the end of the request, in milliseconds since the epoch
 */
public record Usage(
    @Nullable String provider,
    @Nullable String requestedModel,
    @Nullable String responseModel,
    long timestampMillis,
    long inputTokens,
    long outputTokens,
    long cacheReadTokens,
    long cacheWriteTokens,
    long reasoningTokens) {

  /** Stands for a number of tokens that is not known. */
  public static final long UNKNOWN = -1;

  /** Returns whether the two numbers without which nothing can be priced are known. */
  boolean isKnown() {
    return inputTokens >= 0 && outputTokens >= 0;
  }
}
