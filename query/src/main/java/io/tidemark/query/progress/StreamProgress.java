package io.tidemark.query.progress;

import io.tidemark.query.row.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How far the windows of a stream are written.
 *
 * @param computation of the current rows; null if no row says what made it
 * @param watermark the least of what all shards have written, in milliseconds since the epoch;
 *     {@link Long#MAX_VALUE} when the input has ended; null if not known
 * @param allowedLatenessMillis null if not known
 * @param writtenAt when it was last written, in milliseconds since the epoch; null if never
 * @param source where the watermark is from
 * @param missingShards shards that have not reported, which is why the watermark is not known
 */
public record StreamProgress(
    Stream stream,
    @Nullable String computation,
    @Nullable Long watermark,
    @Nullable Long allowedLatenessMillis,
    @Nullable Long writtenAt,
    Source source,
    int missingShards) {

  /** Where a watermark is from. */
  public enum Source {
    /** The step that writes has said it, after its rows. */
    PROGRESS,
    /** The latest end of a window that is not early: the watermark is not less. */
    DERIVED,
    /** Nothing is known. */
    UNKNOWN
  }

  /**
   * Returns the time up to which windows that end are final, in milliseconds since the epoch; null
   * if not known.
   */
  public @Nullable Long finalBefore() {
    if (watermark == null || allowedLatenessMillis == null) {
      return null;
    }
    return watermark == Long.MAX_VALUE ? watermark : watermark - allowedLatenessMillis;
  }
}
