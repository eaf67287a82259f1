package io.tidemark.runners.flink.crash;

import java.io.Serializable;

/**
 * A stream of events known beforehand, each from its number alone: bursts of keys, out of order, at
 * a steady rate.
 *
 * @param events how many, numbered from 0
 * @param perSecond events each second of processing time
 */
record Replay(long events, int perSecond) implements Serializable {

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
  String key(long number) {
    long phase = number / BURST_MILLIS % PHASES;
    return "key-" + (phase + (long) PHASES * Math.floorMod(mix(number), KEYS_IN_PHASE));
  }

  /** Different for each event, so that no lost event makes up for a doubled one. */
  long value(long number) {
    return mix(number + events) >>> 16;
  }

  /** One event each millisecond; every tenth up to 20 s earlier than its place says. */
  long timestampMillis(long number) {
    long random = mix(~number);
    boolean delayed = Math.floorMod(random, 10) == 0;
    return START_MILLIS + number - (delayed ? (random >>> 8) % MAX_DELAY_MILLIS : 0);
  }

  /** The watermark after the event with this number. */
  long watermarkMillis(long number) {
    return START_MILLIS + number - WATERMARK_DELAY_MILLIS;
  }

  /** Milliseconds after the start at which the event is there to be read. */
  long dueMillis(long number) {
    return number * 1_000 / perSecond;
  }

  /** The finalizer of SplitMix64: every bit of the result depends on every bit of the number. */
  private static long mix(long number) {
    long z = number + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
