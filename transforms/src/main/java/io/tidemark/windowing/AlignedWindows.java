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
 * @param period the distance between two starts, from 1 to {@code size}; fixed windows have a
 *     period equal to their size
 * @param offset the distance of the starts from the epoch, {@code 0 <= offset < period}
 */
public record AlignedWindows(long size, long period, long offset) implements Serializable {

  public AlignedWindows {
    if (size < 1 || period < 1 || period > size) {
      throw new IllegalArgumentException(
          "window period "
              + Duration.millis(period)
              + " must be longer than 0 and at most the window size "
              + Duration.millis(size)
              + ": a longer one would leave out elements");
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
