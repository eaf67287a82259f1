package io.tidemark.internal.panes;

import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;

/** A pane as the runner fired it, with its window. */
public record FiredPane<V>(IntervalWindow window, Timing timing, long index, V value) {}
