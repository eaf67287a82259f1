package io.tidemark.pipelines.anomaly;

import io.tidemark.change.Change;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/** Receives what a {@link SeriesHistory} concludes. */
interface VerdictOutput {

  /** A verdict was reached, replaced or withdrawn. */
  void change(Change<Anomaly> change);

  /**
   * The window is usual by this metric, while an attempt that was lost may have written that it is
   * not. What it wrote with a lower version is not true.
   */
  void usual(IntervalWindow window, WatchedMetric metric, long version);
}
