package io.tidemark.pipelines.performance;

import io.tidemark.pipelines.event.Attribution;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.TokenUsage;
import io.tidemark.pipelines.price.Cost;
import io.tidemark.pipelines.price.PriceTable;
import io.tidemark.pipelines.price.Usage;
import org.apache.beam.sdk.transforms.SerializableFunction;

/**
 * Makes of an event what is aggregated of it. An event that does not say its cost gets that of the
 * price table at its event time, so that a replay costs the same as what it repeats.
 */
public final class PricedRequest implements SerializableFunction<PerformanceMetrics, Request> {
  private static final long serialVersionUID = 1L;

  private final PriceTable prices;

  /** Prices by this table, which may be empty. */
  public PricedRequest(PriceTable prices) {
    this.prices = prices;
  }

  @Override
  public Request apply(PerformanceMetrics event) {
    if (!Double.isNaN(event.cost()) || prices.isEmpty()) {
      return Request.of(event);
    }
    Cost cost = prices.price(usage(event));
    return cost == null
        ? Request.of(event)
        : Request.of(
            event,
            cost.totalUsd(),
            new CostParts(
                cost.inputUsd(), cost.cacheReadUsd(), cost.cacheWriteUsd(), cost.outputUsd()));
  }

  private static Usage usage(PerformanceMetrics event) {
    Attribution attribution = event.attribution();
    TokenUsage tokens = event.usage();
    return new Usage(
        attribution.provider(),
        attribution.model().isEmpty() ? null : attribution.model(),
        attribution.responseModel(),
        event.timestampMillis(),
        tokens.input(),
        tokens.output(),
        tokens.cacheRead(),
        tokens.cacheWrite(),
        tokens.reasoning());
  }
}
