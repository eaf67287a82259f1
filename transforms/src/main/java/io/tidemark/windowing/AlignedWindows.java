package io.tidemark.windowing;

import java.io.Serializable;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.joda.time.Duration;

/**
 * Fixed and sliding windows as arithmetic: the windows are {@code [start, start + size)} for every
 * {@code start = offset + k * period}, where {@code k} is any integer. All times are milliseconds
 * of event time. Beam's sliding windows with a period longer than their size, which leave out
 * elements, are refused.
 *
 * @param size the length of a window, at least 1
 * @param period the distance between two starts, from 1 to {@code size}, and at least {@code size /
 *     }{@link #MOST_OF_AN_ELEMENT}; fixed windows have a period equal to their size
 * @param offset the distance of the starts from the epoch, {@code 0 <= offset < period}
 */
public record AlignedWindows(long size, long period, long offset) implements Serializable {

  /**
   * The number of windows that may contain an element. A key keeps a pane for each window that an
   * element waits in, so a period that is small by mistake would not end rather than fail.
   */
  public static final long MOST_OF_AN_ELEMENT = 10_000;

  public AlignedWindows {
    if (size < 1 || period < 1 || period > size) {
      throw new IllegalArgumentException(
          "window period "
              + Duration.millis(period)
              + " must be longer than 0 and at most the window size "
              + Duration.millis(size)
              + ": a longer one would leave out elements");
    }
    if (size / period > MOST_OF_AN_ELEMENT) {
      throw new IllegalArgumentException(
          "window period "
              + Duration.millis(period)
              + " must be at least a "
              + MOST_OF_AN_ELEMENT
              + "th of the window size "
              + Duration.millis(size)
              + ": each element would be in "
              + size / period
              + " windows");
    }
    if (offset < 0 || offset >= period) {
      throw new IllegalArgumentException(
          "window offset " + offset + " ms must be at least 0 and less than the period " + period);
    }
  }

  /** The windows of Beam's {@code FixedWindows}. */
  public static AlignedWindows of(FixedWindows windows) {
    long size = windows.getSize().getMillis();
    return new AlignedWindows(size, size, windows.getOffset().getMillis());
  }

  /** The windows of Beam's {@code SlidingWindows}. */
  public static AlignedWindows of(SlidingWindows windows) {
    return new AlignedWindows(
        windows.getSize().getMillis(),
        windows.getPeriod().getMillis(),
        windows.getOffset().getMillis());
  }

  /** The start of the last window that contains {@code timestamp}. */
  public long lastStart(long timestamp) {
    return timestamp - Math.floorMod(timestamp - offset, period);
  }

  /** The start of the first window that contains {@code timestamp}. */
  public long firstStart(long timestamp) {
    return lastStart(timestamp - size) + period;
  }
}
