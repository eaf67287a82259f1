/**
 * What does a request to a model cost, at the prices that held when it ended? A {@link
 * io.tidemark.pipelines.price.PriceTable} is read once, at the start, from files of its own format
 * or those of LiteLLM and genai-prices, and gives a {@link io.tidemark.pipelines.price.Cost} for a
 * {@link io.tidemark.pipelines.price.Usage}: by event time only, so that a replay costs the same.
 */
package io.tidemark.pipelines.price;
