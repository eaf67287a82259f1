package io.tidemark.pipelines.source.kafka;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What is committed to the group beside the offset of a partition, as the metadata of the offset:
 * {@code v1;w=1767614400000;r=262144;s=0}.
 *
 * @param completedMillis up to which event time, in milliseconds since the epoch, all results of
 *     the job are durable; {@link PartitionWatermark#MIN_MILLIS} for none
 * @param reserved no attempt has read this offset or a later one; 0 if the runner does not need to
 *     know
 * @param floor the offset at which the group began to read the partition
 */
record CommitNote(long completedMillis, long reserved, long floor) {
  private static final Pattern FORM =
      Pattern.compile("v1;w=(-?\\d{1,18});r=(\\d{1,18});s=(\\d{1,18})");

  /** Returns the note in this metadata; null if it is not one of Tidemark's. */
  static @Nullable CommitNote parse(@Nullable String metadata) {
    Matcher matcher = FORM.matcher(metadata == null ? "" : metadata);
    return matcher.matches()
        ? new CommitNote(
            Long.parseLong(matcher.group(1)),
            Long.parseLong(matcher.group(2)),
            Long.parseLong(matcher.group(3)))
        : null;
  }

  /** Returns the metadata, which {@link #parse} reads. */
  String metadata() {
    return "v1;w=" + completedMillis + ";r=" + reserved + ";s=" + floor;
  }
}
