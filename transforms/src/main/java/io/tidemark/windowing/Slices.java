package io.tidemark.windowing;

import java.io.Serializable;
import java.util.List;

/**
 * The coarsest division of event time that several aligned windows share: every window consists of
 * whole slices. Each element is aggregated once, into its slice, however many windows contain it.
 *
 * <p>Windows of 15 minutes every minute and fixed windows of 5 minutes share slices of one minute:
 * {@code gcd(15, 1, 5)}. (The idea is from Li et al., "No pane, no gain", SIGMOD Record 34(1),
 * 2005, who call a slice a pane; in Beam that word has another meaning.)
 *
 * @param length the length of a slice, in milliseconds
 * @param offset the distance of the slices from the epoch, in milliseconds, {@code 0 <= offset <
 *     length}
 */
public record Slices(long length, long offset) implements Serializable {

  /**
   * The longest slices that all these windows share: their length is the greatest common divisor of
   * all sizes and periods, and of the distances between the offsets.
   *
   * @param windows at least one
   */
  public static Slices sharedBy(List<AlignedWindows> windows) {
    long offset = windows.get(0).offset();
    long length = 0;
    for (AlignedWindows w : windows) {
      length = gcd(gcd(gcd(length, w.size()), w.period()), Math.abs(w.offset() - offset));
    }
    return new Slices(length, Math.floorMod(offset, length));
  }

  /** The start of the slice that contains {@code timestamp}. */
  public long start(long timestamp) {
    return timestamp - Math.floorMod(timestamp - offset, length);
  }

  /** The end, which is exclusive, of the slice that starts at {@code start}. */
  public long end(long start) {
    return start + length;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
