package io.tidemark.runners.flink.crash;

import java.io.Serializable;

/** A stream of events known beforehand, each from its number alone. */
interface Script extends Serializable {

  /** How many, numbered from 0. */
  long events();

  String key(long number);

  /** Different for each event, so that no lost event makes up for a doubled one. */
  long value(long number);

  /** Event time, in milliseconds since the epoch. */
  long timestampMillis(long number);

  /** The watermark after the event with this number. */
  long watermarkMillis(long number);

  /** Milliseconds after the start at which the event is there to be read. */
  long dueMillis(long number);

  /** The finalizer of SplitMix64: every bit of the result depends on every bit of the number. */
  static long mix(long number) {
    long z = number + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
