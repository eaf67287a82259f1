package io.tidemark.runners.flink.crash;

import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Many keys, each with an event in each of a few windows, then all keys once more in another order,
 * so that state which was put away long ago is asked for again. No window ends before the last
 * event is read.
 *
 * @param keys fewer than 2^31 - 1
 */
record Crowd(long keys) implements Script {

  static final int WINDOWS = 4;
  static final Duration SIZE = Duration.standardMinutes(1);

  /** 2026-01-01T00:00:00Z. */
  private static final long START_MILLIS = 1_767_225_600_000L;

  /** Prime: as many of its multiples in a row as there are keys meet every key once. */
  private static final long STRIDE = 2_147_483_647L;

  @Override
  public long events() {
    return keys * (WINDOWS + 1);
  }

  @Override
  public String key(long number) {
    return "key-" + keyOf(number);
  }

  @Override
  public long value(long number) {
    return Script.mix(number);
  }

  @Override
  public long timestampMillis(long number) {
    return START_MILLIS + windowOf(number) * SIZE.getMillis() + number % SIZE.getMillis();
  }

  @Override
  public long watermarkMillis(long number) {
    return START_MILLIS;
  }

  @Override
  public long dueMillis(long number) {
    return 0;
  }

  static IntervalWindow window(long index) {
    return new IntervalWindow(
        Instant.ofEpochMilli(START_MILLIS).plus(SIZE.multipliedBy(index)), SIZE);
  }

  long keyOf(long number) {
    return isSecondRound(number) ? number * STRIDE % keys : number / WINDOWS;
  }

  long windowOf(long number) {
    return isSecondRound(number) ? Math.floorMod(Script.mix(number), WINDOWS) : number % WINDOWS;
  }

  private boolean isSecondRound(long number) {
    return number >= keys * WINDOWS;
  }
}
