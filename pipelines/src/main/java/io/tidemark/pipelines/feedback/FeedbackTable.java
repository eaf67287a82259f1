package io.tidemark.pipelines.feedback;

import io.tidemark.pipelines.row.Table;
import java.util.List;

/** {@code feedback_session}: one row for each session of a session id. */
public final class FeedbackTable {

  private FeedbackTable() {}

  /** The table, with the columns of {@link FeedbackStats}. */
  public static Table<FeedbackStats> create() {
    return Table.<FeedbackStats>named("feedback_session", List.of("session_id"))
        .withKey()
        .withDimension("session_id")
        .withDimensions()
        .withWindow()
        .withPane()
        .withLong("events", FeedbackStats::events)
        .withDouble("rating_avg", FeedbackStats::ratingAvg)
        .withLong("ratings", FeedbackStats::ratings)
        .withDouble("liked_rate", FeedbackStats::likedRate)
        .withDouble("task_completion_rate", FeedbackStats::taskCompletionRate)
        .withLong("edits", FeedbackStats::edits)
        .withLong("regenerations", FeedbackStats::regenerations)
        .withLong("saves", FeedbackStats::saves)
        .withLong("shares", FeedbackStats::shares)
        .withDouble("dwell_seconds_total", FeedbackStats::dwellSecondsTotal)
        .withDouble("duration_seconds", FeedbackStats::durationSeconds)
        .withUpdatedAt("updated_at")
        .withVersion();
  }
}
