package io.tidemark.pipelines.feedback;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The feedback of one session, as its row has it.
 *
 * @param events how many pieces of feedback
 * @param ratingAvg 0 to 5, over those that carry a rating; null for none
 * @param ratings how many carry a rating
 * @param likedRate liked ones among those that say so either way, 0 to 1; null for none
 * @param taskCompletionRate completed ones among all, 0 to 1; null for no events
 * @param edits how many answers were edited
 * @param regenerations how many answers were regenerated
 * @param saves how many answers were saved
 * @param shares how many answers were shared
 * @param dwellSecondsTotal in seconds, over those that carry it
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
