package io.tidemark.pipelines.performance;

import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.TokenUsage;
import java.util.Objects;
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

  /** A hash that is the same in every Java process. */
  int content() {
    int hash = Double.hashCode(ttftMs);
    hash = 31 * hash + Double.hashCode(queueMs);
    hash = 31 * hash + Long.hashCode(cacheRead);
    hash = 31 * hash + Long.hashCode(cacheWrite);
    hash = 31 * hash + Long.hashCode(reasoning);
    hash = 31 * hash + Request.ordinal(finish);
    return 31 * hash + Objects.hashCode(costParts);
  }

  private static double orNaN(@Nullable Double number) {
    return number == null ? Double.NaN : number;
  }
}
