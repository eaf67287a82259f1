/**
 * What does the feedback of a session amount to? {@link io.tidemark.pipelines.feedback.Feedback} is
 * what is aggregated of an event, {@link io.tidemark.pipelines.feedback.FeedbackCombine} aggregates
 * it and {@link io.tidemark.pipelines.feedback.FeedbackStats} is the row that comes out.
 *
 * <p>Sums are exact, so a session of the same events has the same row to the bit, in whatever order
 * they arrived.
 */
package io.tidemark.pipelines.feedback;
