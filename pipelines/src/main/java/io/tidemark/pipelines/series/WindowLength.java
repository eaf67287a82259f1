package io.tidemark.pipelines.series;

import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/** The true length of a window, which rates are per second of. */
public final class WindowLength {
  private WindowLength() {}

  /** From start to end, in seconds. */
  public static double seconds(IntervalWindow window) {
    double seconds = (window.end().getMillis() - window.start().getMillis()) / 1000.0;
    if (seconds <= 0) {
      throw new IllegalArgumentException("window " + window + " has no length to take a rate over");
    }
    return seconds;
  }
}
