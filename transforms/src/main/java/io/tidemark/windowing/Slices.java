package io.tidemark.windowing;

import java.io.Serializable;
import java.util.List;

/**
 * The coarsest division of event time that several aligned windows share: every window is a whole
 * number of slices, every slice is in a whole number of windows.
 *
 * <p>15 minutes every minute and 5 minutes fixed share slices of one minute: {@code gcd(15, 1, 5)}.
 * Each element is then aggregated once, into its slice, however many windows contain it. (Li et
 * al., "No pane, no gain", SIGMOD Record 34(1), 2005, call these panes; in Beam that word is
 * taken.)
 *
 * @param length of a slice in milliseconds
 * @param offset of the slices from the epoch in milliseconds
 */
public record Slices(long length, long offset) implements Serializable {

  /** The slices shared by all {@code windows}, of which there is at least one. */
  public static Slices sharedBy(List<AlignedWindows> windows) {
    long offset = windows.get(0).offset();
    long length = 0;
    for (AlignedWindows w : windows) {
      length = gcd(gcd(gcd(length, w.size()), w.period()), Math.abs(w.offset() - offset));
    }
    return new Slices(length, Math.floorMod(offset, length));
  }

  /** Start of the slice that holds {@code timestamp}. */
  public long start(long timestamp) {
    return timestamp - Math.floorMod(timestamp - offset, length);
  }

  /** End of the slice that starts at {@code start}: what it no longer holds. */
  public long end(long start) {
    return start + length;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
