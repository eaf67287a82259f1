package io.tidemark.query.progress;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What the job says of one partition that it reads. Times are in milliseconds since the epoch, null
 * if not known.
 *
 * @param watermark of the partition alone
 * @param maxEventTime the latest event time accepted
 * @param lastActiveAt when a record last moved it
 * @param idle whether the partition does not hold the watermark back any more
 * @param nextOffset the offset of the next record to be read
 * @param endOffset where the partition ended when the job last looked
 * @param instance the process that reads it
 * @param reportedAt when this was said
 */
public record PartitionReport(
    String topic,
    int partition,
    @Nullable Long watermark,
    @Nullable Long maxEventTime,
    @Nullable Long lastActiveAt,
    boolean idle,
    @Nullable Long nextOffset,
    @Nullable Long endOffset,
    @Nullable String instance,
    long reportedAt) {}
