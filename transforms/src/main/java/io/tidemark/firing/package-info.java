/**
 * When a window emits a pane: early by interval, by count or both, on time, late, at once for a
 * critical element; and until when it may be revised.
 *
 * <p>{@link io.tidemark.firing.Firing} says all of it in one immutable value.
 */
package io.tidemark.firing;
