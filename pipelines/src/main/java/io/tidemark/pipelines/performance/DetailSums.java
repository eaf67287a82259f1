package io.tidemark.pipelines.performance;

import io.tidemark.aggregate.ExactSum;
import io.tidemark.pipelines.event.TokenUsage;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The figures of the requests of a slice or a window that not every request has. What no request
 * has is null, and takes neither state nor time. The order of adding and merging makes no
 * difference.
 */
final class DetailSums {
  private static final double MILLIS_PER_SECOND = 1000;
  private static final double MOST_TOKENS_PER_SECOND = 1e9;

  /** By the ordinal of the measure. */
  final @Nullable Distribution[] measures = new Distribution[Measure.ALL.size()];

  /** Milliseconds from the first token to the last, of requests with a time per output token. */
  @Nullable ExactSum generationMs;

  /** Output tokens without the first, of the same requests. */
  long generatedTokens;

  @Nullable Tally errors;
  @Nullable Tally finishes;
  @Nullable CostSums costs;
  long cacheRead = TokenUsage.UNKNOWN;
  long cacheWrite = TokenUsage.UNKNOWN;
  long reasoning = TokenUsage.UNKNOWN;
  long usageUnknown;
  long unpriced;

  /**
   * Adds a request.
   *
   * @param figures the optional measures that are asked for
   */
  void add(Request request, Set<Measure> figures, double relativeError) {
    usageUnknown += request.usageIsKnown() ? 0 : 1;
    unpriced += request.isUnpriced() ? 1 : 0;
    if (request.error() != null) {
      errors = addTo(errors, request.error(), ErrorClass.COUNT);
    } else {
      addTokensPerSecond(request, relativeError);
    }
    if (request.details() != null) {
      add(request, request.details(), relativeError);
    }
    if (!figures.isEmpty()) {
      addOptional(request, figures, relativeError);
    }
  }

  private void add(Request request, Details details, double relativeError) {
    if (!Double.isNaN(details.ttftMs())) {
      measure(Measure.TTFT_MS, relativeError).add(details.ttftMs());
      addTimePerOutputToken(request, details.ttftMs(), relativeError);
    }
    cacheRead = plus(cacheRead, details.cacheRead());
    cacheWrite = plus(cacheWrite, details.cacheWrite());
    reasoning = plus(reasoning, details.reasoning());
    if (details.finish() != null) {
      finishes = addTo(finishes, details.finish(), FinishReason.COUNT);
    }
    if (details.costParts() != null) {
      costs = costs == null ? new CostSums() : costs;
      costs.add(details.costParts());
    }
  }

  private void addTimePerOutputToken(Request request, double ttftMs, double relativeError) {
    double generation = request.latencyMs() - ttftMs;
    long tokens = request.outputTokens() - 1;
    if (generation >= 0 && tokens >= 1) { // false for an unknown latency, which is NaN
      measure(Measure.TIME_PER_OUTPUT_TOKEN_MS, relativeError).add(generation / tokens);
      generationMs = generationMs == null ? milliseconds() : generationMs;
      generationMs.add(generation);
      generatedTokens = Math.addExact(generatedTokens, tokens);
    }
  }

  static ExactSum milliseconds() {
    return new ExactSum(PerformanceAccumulator.LATENCY_DECIMALS);
  }

  private void addTokensPerSecond(Request request, double relativeError) {
    double rate = request.outputTokens() * MILLIS_PER_SECOND / request.latencyMs();
    if (rate > 0 && rate <= MOST_TOKENS_PER_SECOND) { // false for what is unknown
      measure(Measure.OUTPUT_TOKENS_PER_SECOND, relativeError).add(rate);
    }
  }

  private void addOptional(Request request, Set<Measure> figures, double relativeError) {
    for (Measure figure : figures) {
      double value =
          switch (figure) {
            case INPUT_TOKENS -> known(request.inputTokens());
            case OUTPUT_TOKENS -> known(request.outputTokens());
            case COST_USD -> request.cost();
            case QUEUE_MS -> request.details() == null ? Double.NaN : request.details().queueMs();
            default -> Double.NaN;
          };
      if (!Double.isNaN(value)) {
        measure(figure, relativeError).add(value);
      }
    }
  }

  private static double known(long tokens) {
    return tokens == TokenUsage.UNKNOWN ? Double.NaN : tokens;
  }

  private Distribution measure(Measure measure, double relativeError) {
    Distribution values = measures[measure.ordinal()];
    if (values == null) {
      values = new Distribution(measure.decimals, relativeError);
      measures[measure.ordinal()] = values;
    }
    return values;
  }

  private static Tally addTo(@Nullable Tally tally, Enum<?> constant, int constants) {
    Tally counts = tally == null ? new Tally(constants) : tally;
    counts.add(constant);
    return counts;
  }

  /** Adds tokens, where unknown ones make no difference. */
  private static long plus(long sum, long tokens) {
    if (tokens == TokenUsage.UNKNOWN) {
      return sum;
    }
    return sum == TokenUsage.UNKNOWN ? tokens : Math.addExact(sum, tokens);
  }

  void mergeWith(DetailSums other) {
    for (Measure measure : Measure.ALL) {
      Distribution added = other.measures[measure.ordinal()];
      if (added != null) {
        measure(measure, added.sketch.relativeError()).mergeWith(added);
      }
    }
    if (other.generationMs != null) {
      generationMs = generationMs == null ? milliseconds() : generationMs;
      generationMs.mergeWith(other.generationMs);
      generatedTokens = Math.addExact(generatedTokens, other.generatedTokens);
    }
    errors = merged(errors, other.errors);
    finishes = merged(finishes, other.finishes);
    if (other.costs != null) {
      costs = costs == null ? new CostSums() : costs;
      costs.mergeWith(other.costs);
    }
    cacheRead = plus(cacheRead, other.cacheRead);
    cacheWrite = plus(cacheWrite, other.cacheWrite);
    reasoning = plus(reasoning, other.reasoning);
    usageUnknown += other.usageUnknown;
    unpriced += other.unpriced;
  }

  private static @Nullable Tally merged(@Nullable Tally tally, @Nullable Tally other) {
    if (other == null) {
      return tally;
    }
    if (tally == null) {
      return other.copy();
    }
    tally.mergeWith(other);
    return tally;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof DetailSums that
        && Arrays.equals(measures, that.measures)
        && Objects.equals(generationMs, that.generationMs)
        && generatedTokens == that.generatedTokens
        && Objects.equals(errors, that.errors)
        && Objects.equals(finishes, that.finishes)
        && Objects.equals(costs, that.costs)
        && cacheRead == that.cacheRead
        && cacheWrite == that.cacheWrite
        && reasoning == that.reasoning
        && usageUnknown == that.usageUnknown
        && unpriced == that.unpriced;
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(measures), errors, finishes, costs, usageUnknown, unpriced);
  }

  @Override
  public String toString() {
    return "DetailSums(%s, errors %s, finishes %s)"
        .formatted(Arrays.toString(measures), errors, finishes);
  }
}
