package io.tidemark.pipelines.performance;

import io.tidemark.aggregate.ExactSum;
import io.tidemark.pipelines.event.TokenUsage;
import io.tidemark.pipelines.series.Nullables;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The figures of a window that not every request has, as its row has them. What no request says is
 * null, for unknown is not zero.
 *
 * @param streamed how many requests say their time to first token
 * @param measures by the ordinal of {@link Measure}; {@link Percentiles#NONE} for what no request
 *     says or nobody asked for
 * @param cacheReadTokens total over the requests that say
 * @param cacheWriteTokens total over the requests that say
 * @param reasoningTokens total over the requests that say
 * @param cacheHitRatio {@code cacheReadTokens / input tokens} of the window: a ratio of sums, never
 *     a mean of ratios; null also if there are no input tokens
 * @param costUsd the cost by kind of token, over the requests that were priced by a table of prices
 * @param errors how many errors there were, by the ordinal of their {@link ErrorClass}
 * @param finishes how many requests ended so, by the ordinal of their {@link FinishReason}; null if
 *     none says
 * @param usageUnknown how many requests do not say their input or their output tokens, so that the
 *     totals lack them
 * @param unpriced how many requests have no cost, though they succeeded or used tokens, so that the
 *     totals lack it
 */
public record DetailStats(
    long streamed,
    List<Percentiles> measures,
    @Nullable Long cacheReadTokens,
    @Nullable Long cacheWriteTokens,
    @Nullable Long reasoningTokens,
    @Nullable Double cacheHitRatio,
    @Nullable CostParts costUsd,
    List<Long> errors,
    @Nullable List<Long> finishes,
    long usageUnknown,
    long unpriced) {

  static final List<Long> NO_ERRORS = Collections.nCopies(ErrorClass.COUNT, 0L);

  /** Those of a window of which no request says any of them. */
  public static final DetailStats NONE = of(new DetailSums(), 0);

  public DetailStats {
    measures = List.copyOf(measures);
    errors = List.copyOf(errors);
    finishes = finishes == null ? null : List.copyOf(finishes);
  }

  /** Returns what the measure amounts to. */
  public Percentiles measure(Measure measure) {
    return measures.get(measure.ordinal());
  }

  /** Returns how many errors there were of this class. */
  public long errors(ErrorClass kind) {
    return errors.get(kind.ordinal());
  }

  /** Returns how many requests ended for this reason; null if none says why it ended. */
  public @Nullable Long finishes(FinishReason reason) {
    return finishes == null ? null : finishes.get(reason.ordinal());
  }

  static DetailStats of(DetailSums sums, long inputTokens) {
    Distribution ttft = sums.measures[Measure.TTFT_MS.ordinal()];
    return new DetailStats(
        ttft == null ? 0 : ttft.sum.count(),
        percentiles(sums),
        known(sums.cacheRead),
        known(sums.cacheWrite),
        known(sums.reasoning),
        sums.cacheRead == TokenUsage.UNKNOWN ? null : Nullables.ratio(sums.cacheRead, inputTokens),
        sums.costs == null ? null : sums.costs.sum(),
        sums.errors == null ? NO_ERRORS : sums.errors.counts(),
        sums.finishes == null ? null : sums.finishes.counts(),
        sums.usageUnknown,
        sums.unpriced);
  }

  private static List<Percentiles> percentiles(DetailSums sums) {
    List<Percentiles> all = new ArrayList<>(Measure.ALL.size());
    for (Measure measure : Measure.ALL) {
      Double mean = measure == Measure.TIME_PER_OUTPUT_TOKEN_MS ? timePerToken(sums) : null;
      all.add(Percentiles.of(sums.measures[measure.ordinal()], mean));
    }
    return all;
  }

  /** The time over all tokens: a long answer weighs more than a short one. */
  private static @Nullable Double timePerToken(DetailSums sums) {
    ExactSum generation = sums.generationMs;
    return generation == null ? null : (Double) (generation.sum() / sums.generatedTokens);
  }

  private static @Nullable Long known(long tokens) {
    return tokens == TokenUsage.UNKNOWN ? null : (Long) tokens;
  }
}
