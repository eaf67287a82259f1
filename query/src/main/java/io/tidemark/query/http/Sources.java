package io.tidemark.query.http;

import io.tidemark.query.feed.Position;
import io.tidemark.query.progress.ProgressView;
import io.tidemark.query.read.HistorySource;
import io.tidemark.query.read.SeriesSource;
import io.tidemark.query.read.Tiers;
import io.tidemark.query.read.WithdrawnSource;
import io.tidemark.query.row.Stream;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the API asks.
 *
 * @param position how far the changelog topics have been applied here
 * @param inputs topics whose partitions can hold a stream of windows back; all for a stream without
 */
public record Sources(
    Tiers tiers,
    HistorySource history,
    WithdrawnSource withdrawn,
    SeriesSource series,
    ProgressView progress,
    Supplier<Position> position,
    Readiness readiness,
    Map<Stream, Set<String>> inputs) {}
