/**
 * Where in event time an element belongs: sessions that end by silence or by a longest length, and
 * fixed and sliding windows as arithmetic, with the slices that several of them share.
 *
 * <p>All windows are {@code [start, end)} in milliseconds. Nothing here knows of elements' values.
 */
package io.tidemark.windowing;
