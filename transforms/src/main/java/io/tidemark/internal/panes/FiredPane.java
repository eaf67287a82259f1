package io.tidemark.internal.panes;

import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;

/**
 * A pane as the runner has fired it.
 *
 * @param window the window of the pane
 * @param timing EARLY, ON_TIME or LATE
 * @param index the index of the pane, as the runner counts them
 * @param value the aggregate of all elements of the window so far
 */
public record FiredPane<V>(IntervalWindow window, Timing timing, long index, V value) {}
