package io.tidemark.pipelines.source.kafka;

import io.tidemark.pipelines.decode.FutureLimit;
import io.tidemark.pipelines.record.DecodedRecord;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.io.kafka.TimestampPolicy;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

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
 *   <li><b>Idle.</b> After the idle timeout without records and without backlog, the watermark is
 *       at least the time of the last check for backlog − max delay. This also holds for a
 *       partition that never had a record. As long as a broker does not answer, the backlog is not
 *       checked and the watermark does not move.
 *   <li><b>No event time.</b> A record without an accepted event time leaves the watermark as it
 *       is. Its timestamp is the time at which Kafka appended it, but not less than the watermark
 *       (so that it is never late) and not more than processing time.
 *   <li><b>Restart.</b> The watermark continues from that of the checkpoint.
 * </ul>
 *
 * <p>After the idle timeout a backlog of one record counts as none: splittable reads report the
 * last record read as backlog, and the commit marker that ends a transaction counts as a record.
 * Several transactions that leave nothing but markers hold the watermark back until the next
 * record.
 */
final class EventTimePolicy extends TimestampPolicy<Void, List<DecodedRecord>> {
  static final long MIN_MILLIS = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();

  private final WatermarkLimits limits;
  private final FutureLimit futureLimit;
  private final PartitionActivity activity;
  private final LongSupplier clock;
  private long maxEventMillis = MIN_MILLIS;

  /** Creates the policy; {@code clock} gives processing time in milliseconds since the epoch. */
  EventTimePolicy(
      WatermarkLimits limits,
      FutureLimit futureLimit,
      PartitionActivity activity,
      LongSupplier clock) {
    this.limits = limits;
    this.futureLimit = futureLimit;
    this.activity = activity;
    this.clock = clock;
  }

  @Override
  public Instant getTimestampForRecord(
      PartitionContext ctx, KafkaRecord<Void, List<DecodedRecord>> record) {
    return timestampOf(record.getKV().getValue(), record.getTimestamp());
  }

  /**
   * Returns the earliest event time of records that were read together, and notes the latest.
   *
   * @param appendTimeMillis when Kafka appended the first of them, in milliseconds since the epoch;
   *     -1 if not known
   */
  Instant timestampOf(List<DecodedRecord> records, long appendTimeMillis) {
    long now = clock.getAsLong();
    activity.activeAt(now);
    long latestAccepted = futureLimit.latestMillis(now);
    long earliest = Long.MAX_VALUE;
    for (DecodedRecord record : records) {
      OptionalLong latest = record.latestEventMillis(latestAccepted);
      if (latest.isEmpty()) {
        earliest = Math.min(earliest, withoutEventTime(appendTimeMillis, now));
      } else {
        maxEventMillis = Math.max(maxEventMillis, Math.min(latest.getAsLong(), now));
        earliest = Math.min(earliest, record.earliestEventMillis(latestAccepted).getAsLong());
      }
    }
    return new Instant(earliest);
  }

  @Override
  public Instant getWatermark(PartitionContext ctx) {
    long now = clock.getAsLong();
    long checkedAt = Math.min(now, ctx.getBacklogCheckTime().getMillis());
    if (ctx.getMessageBacklog() < 0 || ctx.getMessageBacklog() > 1) {
      activity.activeAt(now);
    }
    long latest = maxEventMillis;
    if (isIdle(checkedAt)) {
      latest = Math.max(latest, checkedAt);
    }
    latest = Math.min(latest, now);
    return new Instant(activity.raiseWatermark(behind(latest)));
  }

  private boolean isIdle(long checkedAtMillis) {
    long quietMillis = checkedAtMillis - activity.lastActiveMillis();
    return limits.idleTimeoutMillis() != WatermarkLimits.NEVER
        && checkedAtMillis > MIN_MILLIS
        && quietMillis >= limits.idleTimeoutMillis();
  }

  private long behind(long latestMillis) {
    return latestMillis - MIN_MILLIS <= limits.maxDelayMillis()
        ? MIN_MILLIS
        : latestMillis - limits.maxDelayMillis();
  }

  private long withoutEventTime(long appendTimeMillis, long now) {
    long arrived = appendTimeMillis < 0 ? now : Math.min(appendTimeMillis, now);
    return Math.max(arrived, activity.watermarkMillis());
  }
}
