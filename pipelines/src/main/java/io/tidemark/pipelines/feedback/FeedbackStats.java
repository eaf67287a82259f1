package io.tidemark.pipelines.feedback;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The feedback of one session, as its row has it.
 *
 * @param events how many pieces of feedback there were
 * @param ratingAvg 0 to 5, mean over the events that have a rating; null if none has
 * @param ratings how many events have a rating
 * @param likedRate the share of likes among the events that are liked or disliked, 0 to 1; null if
 *     none is
 * @param taskCompletionRate the share of completed tasks among the events that say whether the task
 *     was completed, 0 to 1; null if none does
 * @param edits how many answers were edited
 * @param regenerations how many answers were asked for again
 * @param saves how many answers were saved
 * @param shares how many answers were shared
 * @param dwellSecondsTotal seconds, over the events that have a dwell time
 * @param durationSeconds event time from the first event to the last, in seconds
 */
public record FeedbackStats(
    long events,
    @Nullable Double ratingAvg,
    long ratings,
    @Nullable Double likedRate,
    @Nullable Double taskCompletionRate,
    long edits,
    long regenerations,
    long saves,
    long shares,
    double dwellSecondsTotal,
    double durationSeconds) {}
