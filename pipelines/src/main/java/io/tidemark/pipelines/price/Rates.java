package io.tidemark.pipelines.price;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Prices of one token of each kind, and of a request, in picodollars; {@link #UNKNOWN} for one that
 * is not given. The price of a cache that is not given is that of input, and the price of reasoning
 * that of output.
 */
record Rates(
    long input, long cacheRead, long cacheWrite, long output, long reasoning, long request) {

  /** Stands for a price that is not given. */
  static final long UNKNOWN = -1;

  /** No prices at all. */
  static final Rates NONE = new Rates(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN);

  /**
   * A million dollars, in picodollars: the most that an event may cost, see {@link
   * io.tidemark.pipelines.event.ValueLimits#COST_USD}. Five such parts still fit a {@code long}.
   */
  private static final long MOST = 1_000_000_000_000_000_000L;

  private static final long NO_COST = -1;

  /** Returns whether there is no price that a request could cost anything by. */
  boolean isEmpty() {
    return input == UNKNOWN && output == UNKNOWN && request == UNKNOWN;
  }

  /** Returns these prices, and those of {@code other} where these are not given. */
  Rates orElse(Rates other) {
    return new Rates(
        or(input, other.input),
        or(cacheRead, other.cacheRead),
        or(cacheWrite, other.cacheWrite),
        or(output, other.output),
        or(reasoning, other.reasoning),
        or(request, other.request));
  }

  /**
   * Returns these prices above a threshold, completed by those below it. A cache that costs what
   * input does below, and reasoning that costs what output does, go with it.
   */
  Rates above(Rates below) {
    return orElse(
        new Rates(
            below.input,
            unlessSame(below.cacheRead, below.input),
            unlessSame(below.cacheWrite, below.input),
            below.output,
            unlessSame(below.reasoning, below.output),
            below.request));
  }

  private static long unlessSame(long price, long other) {
    return price == other ? UNKNOWN : price;
  }

  /**
   * Returns the cost; null if it needs a price that is not given, or is more than a million
   * dollars. More tokens from caches than input count as no other input, and more reasoning than
   * output as output.
   */
  @Nullable Cost cost(Usage usage) {
    long read = Math.max(0, usage.cacheReadTokens());
    long write = Math.max(0, usage.cacheWriteTokens());
    long thought = Math.min(Math.max(0, usage.reasoningTokens()), usage.outputTokens());
    long readCost = times(read, or(cacheRead, input));
    long writeCost = times(write, or(cacheWrite, input));
    long inputCost = times(Math.max(0, usage.inputTokens() - read - write), input);
    long thoughtCost = times(thought, or(reasoning, output));
    long outputCost = times(usage.outputTokens() - thought, output);
    if ((readCost | writeCost | inputCost | thoughtCost | outputCost) < 0) {
      return null;
    }
    Cost cost = new Cost(inputCost, readCost, writeCost, thoughtCost + outputCost, or(request, 0));
    return cost.totalPico() >= 0 && cost.totalPico() <= MOST ? cost : null;
  }

  private static long or(long price, long other) {
    return price == UNKNOWN ? other : price;
  }

  /** Returns the product; negative if the price is not given, or the product is too large. */
  private static long times(long tokens, long price) {
    if (tokens == 0) {
      return 0;
    }
    long product = tokens * price;
    boolean fits = price >= 0 && Math.multiplyHigh(tokens, price) == 0 && product >= 0;
    return fits && product <= MOST ? product : NO_COST;
  }
}
