package io.tidemark.pipelines.price;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Prices of some models of a provider.
 *
 * @param provider its name, {@linkplain ProviderNames#folded folded}; null for any
 * @param match which models
 * @param tariff the prices, and since when
 * @param file where it was read
 * @param line where it begins in the file, from 1
 */
record PriceEntry(@Nullable String provider, Match match, Tariff tariff, String file, int line) {}
