package io.tidemark.pipelines.performance;

import io.tidemark.aggregate.QuantileSketch;
import io.tidemark.aggregate.WindowedCombine;
import io.tidemark.pipelines.series.Nullables;
import io.tidemark.pipelines.series.WindowLength;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/**
 * Requests to {@link PerformanceStats}.
 *
 * <p>300 requests in {@code [12:00, 12:05)} have a throughput of 1 per second, however many of the
 * minutes have passed.
 */
public final class PerformanceCombine
    implements WindowedCombine<Request, PerformanceAccumulator, PerformanceStats> {
  private static final long serialVersionUID = 1;

  private final double relativeError;
  private final int criticalErrors;

  private PerformanceCombine(double relativeError, int criticalErrors) {
    this.relativeError = relativeError;
    this.criticalErrors = criticalErrors;
  }

  /** Percentiles within 1 %. */
  public static PerformanceCombine withDefaults() {
    return withRelativeError(QuantileSketch.DEFAULT_RELATIVE_ERROR);
  }

  /** Percentiles within {@code relativeError}, from 0.0001 to 0.5. */
  public static PerformanceCombine withRelativeError(double relativeError) {
    return new PerformanceCombine(QuantileSketch.create(relativeError).relativeError(), 0);
  }

  /**
   * The error that makes so many in what is added up together (a slice or a session) is critical,
   * and so is the one that doubles them, again and again: a burst is told at once and costs no more
   * firings the longer it lasts than its length has digits. 0: none is.
   */
  public PerformanceCombine withCriticalErrors(int errors) {
    if (errors < 0) {
      throw new IllegalArgumentException(
          "critical errors are " + errors + "; 0 for none, or at least 1 is needed");
    }
    return new PerformanceCombine(relativeError, errors);
  }

  @Override
  public PerformanceAccumulator create() {
    return new PerformanceAccumulator(relativeError);
  }

  @Override
  public PerformanceAccumulator add(
      PerformanceAccumulator acc, Request request, long timestampMillis) {
    acc.add(request);
    return acc;
  }

  @Override
  public PerformanceAccumulator merge(PerformanceAccumulator a, PerformanceAccumulator b) {
    a.mergeWith(b);
    return a;
  }

  @Override
  public PerformanceStats finish(PerformanceAccumulator acc, IntervalWindow window) {
    double seconds = WindowLength.seconds(window);
    return new PerformanceStats(
        acc.requests(),
        acc.requests(),
        acc.errors,
        Nullables.ratio(acc.errors, acc.requests()),
        acc.requests() / seconds,
        Nullables.orNull(acc.latencyMs.mean()),
        Nullables.orNull(acc.latencyMs.min()),
        Nullables.orNull(acc.latencyMs.max()),
        Nullables.orNull(acc.latencyMs.populationStddev()),
        Nullables.orNull(acc.latencySketch.quantile(0.5)),
        Nullables.orNull(acc.latencySketch.quantile(0.95)),
        Nullables.orNull(acc.latencySketch.quantile(0.99)),
        acc.costUsd.sum(),
        Nullables.orNull(acc.costUsd.mean()),
        acc.inputTokens,
        acc.outputTokens,
        ((double) acc.inputTokens + acc.outputTokens) / seconds,
        Nullables.orNull(acc.qualityScore.mean()));
  }

  @Override
  public boolean isCritical(PerformanceAccumulator acc, Request request) {
    return request.failed()
        && criticalErrors > 0
        && acc.errors % criticalErrors == 0
        && Long.bitCount(acc.errors / criticalErrors) == 1;
  }

  @Override
  public Coder<PerformanceAccumulator> accumulatorCoder() {
    return PerformanceAccumulatorCoder.of();
  }

  @Override
  public Coder<PerformanceStats> outputCoder() {
    return PerformanceStatsCoder.of();
  }
}
