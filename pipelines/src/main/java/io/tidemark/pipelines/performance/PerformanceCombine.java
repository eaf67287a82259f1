package io.tidemark.pipelines.performance;

import io.tidemark.aggregate.QuantileSketch;
import io.tidemark.aggregate.WindowedCombine;
import io.tidemark.pipelines.series.Nullables;
import io.tidemark.pipelines.series.WindowLength;
import java.util.EnumSet;
import java.util.Set;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.joda.time.Duration;

/**
 * Aggregates requests to {@link PerformanceStats}.
 *
 * <p>Rates are per second of the whole window: 300 requests in {@code [12:00, 12:05)} have a
 * throughput of 1 per second, however much of the window has passed.
 */
public final class PerformanceCombine
    implements WindowedCombine<Request, PerformanceAccumulator, PerformanceStats> {
  private static final long serialVersionUID = 1;

  private final double relativeError;
  private final int criticalErrors;
  private final EnumSet<Measure> figures;

  /** Length of the windows whose values have sketches, in milliseconds; 0 if none have. */
  private final long sketchedMillis;

  private PerformanceCombine(
      double relativeError, int criticalErrors, EnumSet<Measure> figures, long sketchedMillis) {
    this.relativeError = relativeError;
    this.criticalErrors = criticalErrors;
    this.figures = figures;
    this.sketchedMillis = sketchedMillis;
  }

  /** Returns a combine whose percentiles are within 1 %. */
  public static PerformanceCombine withDefaults() {
    return withRelativeError(QuantileSketch.DEFAULT_RELATIVE_ERROR);
  }

  /**
   * Returns a combine whose percentiles are within {@code relativeError} of the true value, from
   * 0.0001 to 0.5.
   */
  public static PerformanceCombine withRelativeError(double relativeError) {
    return new PerformanceCombine(
        QuantileSketch.create(relativeError).relativeError(), 0, EnumSet.noneOf(Measure.class), 0);
  }

  /**
   * Makes an error critical when it brings the number of errors in its slice (or session) to {@code
   * errors}, or to twice, four times, eight times as many and so on. Windowings that fire for
   * critical elements then do so at once. So a burst of errors is reported at once, and a burst of
   * n times {@code errors} errors costs about log₂ n firings more.
   *
   * @param errors at least 1, or 0 for no critical errors, the default
   */
  public PerformanceCombine withCriticalErrors(int errors) {
    if (errors < 0) {
      throw new IllegalArgumentException(
          "critical errors are " + errors + "; 0 for none, or at least 1 is needed");
    }
    return new PerformanceCombine(relativeError, errors, figures, sketchedMillis);
  }

  /**
   * Also computes percentiles of these figures, each of which costs a sketch in state, 2 to 10 KB a
   * slice with many requests.
   *
   * @param asked those that are {@linkplain Measure#isOptional optional}; others are always there
   */
  public PerformanceCombine withFigures(Set<Measure> asked) {
    EnumSet<Measure> optional = EnumSet.noneOf(Measure.class);
    asked.stream().filter(Measure::isOptional).forEach(optional::add);
    return new PerformanceCombine(relativeError, criticalErrors, optional, sketchedMillis);
  }

  /**
   * Also puts {@link Sketches} into the values of windows of this length. The state of a key has
   * the last value of each window that is not over, and so have the changes that state and withdraw
   * it; windows of other lengths, of which there may be many, stay as small as they are.
   *
   * @param length of the windows, such as that of fixed ones
   */
  public PerformanceCombine withSketches(Duration length) {
    return new PerformanceCombine(relativeError, criticalErrors, figures, length.getMillis());
  }

  @Override
  public PerformanceAccumulator create() {
    return new PerformanceAccumulator(relativeError);
  }

  @Override
  public PerformanceAccumulator add(
      PerformanceAccumulator acc, Request request, long timestampMillis) {
    acc.add(request, figures);
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
        Nullables.orNull(acc.qualityScore.mean()),
        DetailStats.of(acc.details, acc.inputTokens),
        isSketched(window) ? Sketches.of(acc) : Sketches.NONE);
  }

  private boolean isSketched(IntervalWindow window) {
    return window.end().getMillis() - window.start().getMillis() == sketchedMillis;
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
