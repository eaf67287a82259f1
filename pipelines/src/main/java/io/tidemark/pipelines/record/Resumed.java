package io.tidemark.pipelines.record;

/**
 * Marks a record that is read by a job which started without the state of the one before it, and
 * went back in the topic as far as windows may have been open.
 *
 * @param watermarkMillis up to which event time, in milliseconds since the epoch, the job before
 *     had completed its results; {@code BoundedWindow.TIMESTAMP_MIN_VALUE} if it is not known to
 *     have completed any
 * @param readBefore whether the job before had read this record, and a checkpoint of it counted the
 *     record as done
 */
public record Resumed(long watermarkMillis, boolean readBefore) {}
