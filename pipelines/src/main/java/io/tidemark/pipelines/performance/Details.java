package io.tidemark.pipelines.performance;

import static io.tidemark.pipelines.event.TokenUsage.UNKNOWN;
import static java.lang.Double.NaN;

import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.TokenUsage;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Figures of a request that many requests do not have.
 *
 * @param ttftMs time to first token in milliseconds, at least 0; NaN if not known
 * @param queueMs how long it waited before the model began, in milliseconds; NaN if not known
 * @param cacheRead input tokens that a cache provided; {@link TokenUsage#UNKNOWN} if not known
 * @param cacheWrite input tokens written to a cache; {@link TokenUsage#UNKNOWN} if not known
 * @param reasoning output tokens of reasoning; {@link TokenUsage#UNKNOWN} if not known
 * @param finish why the model stopped; null if not known
 * @param costParts the cost by kind of token; null unless the cost was computed from prices
 */
record Details(
    double ttftMs,
    double queueMs,
    long cacheRead,
    long cacheWrite,
    long reasoning,
    @Nullable FinishReason finish,
    @Nullable CostParts costParts) {

  private static final int NOTHING_SAID =
      hash(new Details(NaN, NaN, UNKNOWN, UNKNOWN, UNKNOWN, null, null));

  /** Returns the details of an event; null if it has none. */
  static @Nullable Details of(PerformanceMetrics event, @Nullable CostParts costParts) {
    TokenUsage usage = event.usage();
    FinishReason finish = FinishReason.of(event.finishReason());
    if (event.timeToFirstTokenMs() == null
        && event.queueTimeMs() == null
        && (usage.cacheRead() & usage.cacheWrite() & usage.reasoning()) == TokenUsage.UNKNOWN
        && finish == null
        && costParts == null) {
      return null;
    }
    return new Details(
        orNaN(event.timeToFirstTokenMs()),
        orNaN(event.queueTimeMs()),
        usage.cacheRead(),
        usage.cacheWrite(),
        usage.reasoning(),
        finish,
        costParts);
  }

  /** A hash of what the event says, the same in every Java process; 0 if it says none of it. */
  int content() {
    return hash(this) - NOTHING_SAID;
  }

  private static int hash(Details details) {
    int hash = Double.hashCode(details.ttftMs);
    hash = 31 * hash + Double.hashCode(details.queueMs);
    hash = 31 * hash + Long.hashCode(details.cacheRead);
    hash = 31 * hash + Long.hashCode(details.cacheWrite);
    hash = 31 * hash + Long.hashCode(details.reasoning);
    return 31 * hash + Request.ordinal(details.finish);
  }

  private static double orNaN(@Nullable Double number) {
    return number == null ? Double.NaN : number;
  }
}
