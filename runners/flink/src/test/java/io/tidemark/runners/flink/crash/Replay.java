package io.tidemark.runners.flink.crash;

/**
 * Bursts of keys, out of order, at a steady rate.
 *
 * @param events how many, numbered from 0
 * @param perSecond events each second of processing time
 */
record Replay(long events, int perSecond) implements Script {

  /** 2026-01-01T00:00:00Z. */
  private static final long START_MILLIS = 1_767_225_600_000L;

  private static final long MAX_DELAY_MILLIS = 20_000;

  /** Some events are later than the watermark says, by up to 5 s. */
  private static final long WATERMARK_DELAY_MILLIS = 15_000;

  private static final int BURST_MILLIS = 20_000;
  private static final int PHASES = 3;
  private static final int KEYS_IN_PHASE = 14;

  /** Most that an event can be behind the watermark, in milliseconds of event time. */
  static final long MAX_LATE_MILLIS = MAX_DELAY_MILLIS - WATERMARK_DELAY_MILLIS;

  /** One of 42 keys, each busy for 20 s of event time and silent for 40 s. */
  @Override
  public String key(long number) {
    long phase = number / BURST_MILLIS % PHASES;
    return "key-" + (phase + (long) PHASES * Math.floorMod(Script.mix(number), KEYS_IN_PHASE));
  }

  @Override
  public long value(long number) {
    return Script.mix(number + events) >>> 16;
  }

  /** One event each millisecond; every tenth up to 20 s earlier than its place says. */
  @Override
  public long timestampMillis(long number) {
    long random = Script.mix(~number);
    boolean delayed = Math.floorMod(random, 10) == 0;
    return START_MILLIS + number - (delayed ? (random >>> 8) % MAX_DELAY_MILLIS : 0);
  }

  @Override
  public long watermarkMillis(long number) {
    return START_MILLIS + number - WATERMARK_DELAY_MILLIS;
  }

  @Override
  public long dueMillis(long number) {
    return number * 1_000 / perSecond;
  }
}
