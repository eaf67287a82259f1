package io.tidemark.pipelines.source.kafka;

import java.io.Serializable;

/**
 * How long a partition holds its watermark back.
 *
 * @param maxDelayMillis how far, in milliseconds, the event time of an event may be behind the
 *     latest of its partition without the event being late; at least 0, and 0 means that events
 *     arrive in order
 * @param idleTimeoutMillis after how many milliseconds without a record that advances its event
 *     time, and without backlog, a partition no longer holds the watermark back; at least 0, and
 *     {@link #NEVER} means that an idle partition holds it back for ever
 */
public record WatermarkLimits(long maxDelayMillis, long idleTimeoutMillis) implements Serializable {

  /** An idle timeout that never ends. */
  public static final long NEVER = Long.MAX_VALUE;

  public WatermarkLimits {
    checkNotNegative("maxDelay", maxDelayMillis);
    checkNotNegative("idleTimeout", idleTimeoutMillis);
  }

  /**
   * Returns the watermark of a partition whose latest event time this is, both in milliseconds
   * since the epoch.
   */
  long behind(long latestMillis) {
    return latestMillis - PartitionWatermark.MIN_MILLIS <= maxDelayMillis
        ? PartitionWatermark.MIN_MILLIS
        : latestMillis - maxDelayMillis;
  }

  private static void checkNotNegative(String name, long millis) {
    if (millis < 0) {
      throw new IllegalArgumentException(name + " is " + millis + " ms; at least 0 is needed");
    }
  }
}
