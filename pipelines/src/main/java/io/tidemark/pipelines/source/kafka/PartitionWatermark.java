package io.tidemark.pipelines.source.kafka;

import io.tidemark.pipelines.decode.FutureLimit;
import io.tidemark.pipelines.record.DecodedRecord;
import java.util.OptionalLong;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/**
 * The event time of records, and the watermark of one partition:
 *
 * <pre>
 * watermark = min(processing time, max event time) − max delay,   never less than before
 * </pre>
 *
 * <ul>
 *   <li><b>Future.</b> An event time counts at most as the processing time at which it was read.
 *       One beyond the {@link FutureLimit} does not count at all.
 *   <li><b>Idle.</b> A partition is active when a record moves its max event time. After the idle
 *       timeout without that, and when everything has been read that was there at the last check
 *       with the broker, the watermark is at least the time of that check − max delay. So neither
 *       malformed records, nor a clock that stands still, nor what ends a transaction keeps a
 *       partition from being idle. This also holds for one that never had a record. As long as a
 *       broker does not answer, nothing is checked and the watermark does not move.
 *   <li><b>No event time.</b> A record without an accepted event time leaves the watermark as it
 *       is. Its timestamp is the time at which Kafka appended it, but not less than the watermark
 *       (so that it is never late) and not more than processing time.
 *   <li><b>Restart.</b> The watermark continues from that of the checkpoint.
 * </ul>
 *
 * <p>All times are in milliseconds since the epoch; {@code now} is processing time.
 */
final class PartitionWatermark {
  /** The least watermark, and the time of a check that has not been made. */
  static final long MIN_MILLIS = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();

  private final WatermarkLimits limits;
  private final FutureLimit futureLimit;
  private long watermarkMillis;
  private long lastActiveMillis;
  private long maxEventMillis = MIN_MILLIS;
  private boolean isIdle;

  /** Goes on from a watermark, and from the processing time of the last activity. */
  PartitionWatermark(
      WatermarkLimits limits, FutureLimit futureLimit, long watermarkMillis, long activeMillis) {
    this.limits = limits;
    this.futureLimit = futureLimit;
    this.watermarkMillis = watermarkMillis;
    this.lastActiveMillis = activeMillis;
  }

  /**
   * Returns the earliest event time of a record, and notes the latest.
   *
   * @param appendTimeMillis when Kafka appended it; -1 if not known
   */
  long timestampOf(DecodedRecord record, long appendTimeMillis, long now) {
    long latestAccepted = futureLimit.latestMillis(now);
    OptionalLong latest = record.latestEventMillis(latestAccepted);
    if (latest.isEmpty()) {
      long arrived = appendTimeMillis < 0 ? now : Math.min(appendTimeMillis, now);
      return Math.max(arrived, watermarkMillis);
    }
    long counted = Math.min(latest.getAsLong(), now);
    if (counted > maxEventMillis) {
      maxEventMillis = counted;
      lastActiveMillis = Math.max(lastActiveMillis, now);
    }
    return record.earliestEventMillis(latestAccepted).getAsLong();
  }

  /**
   * Raises the watermark as far as it may go, and returns it.
   *
   * @param checkedAtMillis when the broker last said where the partition ends; {@link #MIN_MILLIS}
   *     if it never did
   * @param allRead whether everything has been read that was there then
   */
  long advance(long now, long checkedAtMillis, boolean allRead) {
    long checkedAt = Math.min(now, checkedAtMillis);
    long latest = maxEventMillis;
    isIdle = allRead && isIdle(checkedAt);
    if (isIdle) {
      latest = Math.max(latest, checkedAt);
    }
    watermarkMillis = Math.max(watermarkMillis, limits.behind(Math.min(latest, now)));
    return watermarkMillis;
  }

  /** Returns the watermark as it was last raised. */
  long watermarkMillis() {
    return watermarkMillis;
  }

  /** Returns the processing time at which a record last moved the max event time. */
  long lastActiveMillis() {
    return lastActiveMillis;
  }

  /** Returns the latest event time that counted; {@link #MIN_MILLIS} if none did. */
  long maxEventMillis() {
    return maxEventMillis;
  }

  /** Returns whether the partition was idle when the watermark was last raised. */
  boolean isIdle() {
    return isIdle;
  }

  private boolean isIdle(long checkedAtMillis) {
    return limits.idleTimeoutMillis() != WatermarkLimits.NEVER
        && checkedAtMillis > MIN_MILLIS
        && checkedAtMillis - lastActiveMillis >= limits.idleTimeoutMillis();
  }
}
