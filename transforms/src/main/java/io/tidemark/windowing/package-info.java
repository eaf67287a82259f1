/**
 * Which windows does an element belong to, by its event time alone?
 *
 * <p>{@link io.tidemark.windowing.CappedSessions} are sessions with a greatest length. {@link
 * io.tidemark.windowing.AlignedWindows} are Beam's fixed and sliding windows as arithmetic, and
 * {@link io.tidemark.windowing.Slices} are the pieces of event time that several of those share.
 * All windows are {@code [start, end)}, in milliseconds.
 */
package io.tidemark.windowing;
