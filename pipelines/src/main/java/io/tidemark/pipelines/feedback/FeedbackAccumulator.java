package io.tidemark.pipelines.feedback;

import io.tidemark.aggregate.ExactSum;
import java.util.Arrays;
import java.util.Objects;

/**
 * The feedback of a session, summed up exactly, with the earliest and latest event time. The order
 * of adding and merging makes no difference. It takes about 200 bytes, however many events there
 * are.
 */
public final class FeedbackAccumulator {
  static final int DECIMALS = 9;

  final ExactSum rating;
  final ExactSum dwellSeconds;
  long events;
  long opinions;
  long likes;
  long tasks;
  long completions;
  long edits;
  long regenerations;
  long saves;
  long shares;
  long firstMillis = Long.MAX_VALUE;
  long lastMillis = Long.MIN_VALUE;

  FeedbackAccumulator() {
    this(new ExactSum(DECIMALS), new ExactSum(DECIMALS));
  }

  FeedbackAccumulator(ExactSum rating, ExactSum dwellSeconds) {
    this.rating = rating;
    this.dwellSeconds = dwellSeconds;
  }

  void add(Feedback feedback, long timestampMillis) {
    events++;
    rating.addIfPresent(feedback.rating());
    dwellSeconds.addIfPresent(feedback.dwellTimeSeconds());
    opinions += feedback.liked() == null ? 0 : 1;
    likes += Boolean.TRUE.equals(feedback.liked()) ? 1 : 0;
    tasks += feedback.taskCompleted() == null ? 0 : 1;
    completions += Boolean.TRUE.equals(feedback.taskCompleted()) ? 1 : 0;
    edits += feedback.responseEdited() ? 1 : 0;
    regenerations += feedback.responseRegenerated() ? 1 : 0;
    saves += feedback.responseSaved() ? 1 : 0;
    shares += feedback.responseShared() ? 1 : 0;
    firstMillis = Math.min(firstMillis, timestampMillis);
    lastMillis = Math.max(lastMillis, timestampMillis);
  }

  void mergeWith(FeedbackAccumulator other) {
    events += other.events;
    rating.mergeWith(other.rating);
    dwellSeconds.mergeWith(other.dwellSeconds);
    opinions += other.opinions;
    likes += other.likes;
    tasks += other.tasks;
    completions += other.completions;
    edits += other.edits;
    regenerations += other.regenerations;
    saves += other.saves;
    shares += other.shares;
    firstMillis = Math.min(firstMillis, other.firstMillis);
    lastMillis = Math.max(lastMillis, other.lastMillis);
  }

  /** Returns the event time from the first event to the last, in seconds; 0 for no events. */
  double durationSeconds() {
    return events == 0 ? 0 : (lastMillis - firstMillis) / 1000.0;
  }

  /** Returns the counts in the order in which the coder writes them. */
  long[] counts() {
    return new long[] {
      events, opinions, likes, tasks, completions, edits, regenerations, saves, shares,
    };
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof FeedbackAccumulator that
        && Arrays.equals(counts(), that.counts())
        && rating.equals(that.rating)
        && dwellSeconds.equals(that.dwellSeconds)
        && firstMillis == that.firstMillis
        && lastMillis == that.lastMillis;
  }

  @Override
  public int hashCode() {
    return Objects.hash(events, rating, dwellSeconds, firstMillis, lastMillis);
  }

  @Override
  public String toString() {
    return "FeedbackAccumulator(" + events + " events, rating " + rating + ")";
  }
}
