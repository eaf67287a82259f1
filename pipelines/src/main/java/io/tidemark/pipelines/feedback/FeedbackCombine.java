package io.tidemark.pipelines.feedback;

import io.tidemark.aggregate.WindowedCombine;
import io.tidemark.pipelines.series.Nullables;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/**
 * Aggregates feedback to {@link FeedbackStats}.
 *
 * <p>The duration of a session runs from its first event to its last, without the gap at its end:
 * events at 12:00 and 12:10 make 600 seconds.
 */
public final class FeedbackCombine
    implements WindowedCombine<Feedback, FeedbackAccumulator, FeedbackStats> {
  private static final long serialVersionUID = 1;

  private FeedbackCombine() {}

  /** Returns the combine; it has no settings. */
  public static FeedbackCombine withDefaults() {
    return new FeedbackCombine();
  }

  @Override
  public FeedbackAccumulator create() {
    return new FeedbackAccumulator();
  }

  @Override
  public FeedbackAccumulator add(FeedbackAccumulator acc, Feedback feedback, long timestampMillis) {
    acc.add(feedback, timestampMillis);
    return acc;
  }

  @Override
  public FeedbackAccumulator merge(FeedbackAccumulator a, FeedbackAccumulator b) {
    a.mergeWith(b);
    return a;
  }

  @Override
  public FeedbackStats finish(FeedbackAccumulator acc, IntervalWindow window) {
    return new FeedbackStats(
        acc.events,
        Nullables.orNull(acc.rating.mean()),
        acc.rating.count(),
        Nullables.ratio(acc.likes, acc.opinions),
        Nullables.ratio(acc.completions, acc.tasks),
        acc.edits,
        acc.regenerations,
        acc.saves,
        acc.shares,
        acc.dwellSeconds.sum(),
        acc.durationSeconds());
  }

  @Override
  public Coder<FeedbackAccumulator> accumulatorCoder() {
    return FeedbackAccumulatorCoder.of();
  }

  @Override
  public Coder<FeedbackStats> outputCoder() {
    return FeedbackStatsCoder.of();
  }
}
