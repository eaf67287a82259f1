package io.tidemark.pipelines.price;

/**
 * What a request costs, in parts, in picodollars: 10^-12 US dollars. Being whole numbers, costs add
 * up exactly.
 *
 * <p>As doubles they are rounded once, to the nearest. {@link io.tidemark.aggregate.ExactSum} with
 * 12 decimals makes the same whole number of picodollars of them again, up to a cost of 2,000
 * dollars a part; beyond, it may be one picodollar off.
 *
 * @param inputPico for input tokens that no cache was involved in
 * @param cacheReadPico for input tokens read from a cache
 * @param cacheWritePico for input tokens written to a cache
 * @param outputPico for output tokens, reasoning among them
 * @param requestPico for the request as such
 */
public record Cost(
    long inputPico, long cacheReadPico, long cacheWritePico, long outputPico, long requestPico) {
  private static final double PER_DOLLAR = 1e12;

  /** Returns the sum of all parts in picodollars. */
  public long totalPico() {
    return inputPico + cacheReadPico + cacheWritePico + outputPico + requestPico;
  }

  /** Returns the sum of all parts in US dollars. */
  public double totalUsd() {
    return totalPico() / PER_DOLLAR;
  }

  /** Returns the cost of input that no cache was involved in, in US dollars. */
  public double inputUsd() {
    return inputPico / PER_DOLLAR;
  }

  /** Returns the cost of input read from a cache, in US dollars. */
  public double cacheReadUsd() {
    return cacheReadPico / PER_DOLLAR;
  }

  /** Returns the cost of input written to a cache, in US dollars. */
  public double cacheWriteUsd() {
    return cacheWritePico / PER_DOLLAR;
  }

  /** Returns the cost of output, in US dollars. */
  public double outputUsd() {
    return outputPico / PER_DOLLAR;
  }

  /** Returns the price of the request as such, in US dollars. */
  public double requestUsd() {
    return requestPico / PER_DOLLAR;
  }
}
