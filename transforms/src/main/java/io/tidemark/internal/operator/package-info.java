/**
 * Which panes do the windows of one key emit, and which retractions?
 *
 * <p>A {@link io.tidemark.internal.operator.WindowOperator} is a state machine for one key, without
 * Beam's state and timers: {@link io.tidemark.internal.operator.SlicedWindowOperator} for fixed and
 * sliding windows, {@link io.tidemark.internal.operator.SessionWindowOperator} for sessions. {@link
 * io.tidemark.internal.operator.Retraction} is the rule of the changelog. Not API.
 */
package io.tidemark.internal.operator;
