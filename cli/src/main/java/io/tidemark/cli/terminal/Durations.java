package io.tidemark.cli.terminal;

import java.time.Duration;

/** Writes durations as the command line takes them. */
public final class Durations {
  private Durations() {}

  /**
   * Returns the duration in the largest unit up to hours that divides it: {@code 90s}, {@code 5m},
   * {@code 250ms}. Anything below a millisecond is left out.
   */
  public static String text(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds % 3600 == 0 && seconds > 0) {
      return seconds / 3600 + "h";
    }
    return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
