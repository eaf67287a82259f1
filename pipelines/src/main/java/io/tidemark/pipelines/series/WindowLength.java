package io.tidemark.pipelines.series;

import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/**
 * The length of a window, by which rates per second divide. It is that of the whole window, even
 * while the window is still open.
 */
public final class WindowLength {
  private WindowLength() {}

  /**
   * Returns the time from the start of the window to its end, in seconds.
   *
   * @throws IllegalArgumentException if the window is empty
   */
  public static double seconds(IntervalWindow window) {
    double seconds = (window.end().getMillis() - window.start().getMillis()) / 1000.0;
    if (seconds <= 0) {
      throw new IllegalArgumentException("window " + window + " has no length to take a rate over");
    }
    return seconds;
  }
}
