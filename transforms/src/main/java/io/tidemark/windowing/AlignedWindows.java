package io.tidemark.windowing;

import java.io.Serializable;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.joda.time.Duration;

/**
 * Fixed and sliding windows as arithmetic: {@code [start, start + size)} for every {@code start =
 * offset + k * period}, {@code k} any integer. All in milliseconds.
 *
 * @param size length of a window, at least 1
 * @param period distance between starts, 1 to {@code size}; equal to {@code size} for fixed windows
 * @param offset of the starts from the epoch, {@code 0 <= offset < period}
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

  /** Start of the last window that starts at or before {@code timestamp}. */
  public long lastStart(long timestamp) {
    return timestamp - Math.floorMod(timestamp - offset, period);
  }

  /** Start of the first window that ends after {@code timestamp}. */
  public long firstStart(long timestamp) {
    return lastStart(timestamp - size) + period;
  }
}
