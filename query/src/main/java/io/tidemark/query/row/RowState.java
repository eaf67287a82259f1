package io.tidemark.query.row;

import java.util.Locale;
import org.checkerframework.checker.nullness.qual.Nullable;

/** How far a row is from its last word. */
public enum RowState {
  /** Events are still expected: the pane is early. */
  OPEN,
  /** The window is over; a late event may still correct it. */
  SETTLED,
  /** The written watermark has passed the end of the window by the allowed lateness. */
  FINAL;

  /**
   * Returns the state of a row.
   *
   * @param windowEnd exclusive, in milliseconds since the epoch
   * @param finalBefore windows that end at or before this time are final, in milliseconds since the
   *     epoch; null if that is not known
   */
  public static RowState of(Pane pane, long windowEnd, @Nullable Long finalBefore) {
    if (pane == Pane.EARLY) {
      return OPEN;
    }
    return finalBefore != null && windowEnd <= finalBefore ? FINAL : SETTLED;
  }

  /** Returns the name as it is in requests and answers. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
