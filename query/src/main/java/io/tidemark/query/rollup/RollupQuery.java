package io.tidemark.query.rollup;

import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What is rolled up. Times are in milliseconds since the epoch.
 *
 * @param from inclusive, where a window and a bucket begin
 * @param to exclusive, where a window and a bucket end
 * @param by names of dimensions
 * @param computation of the rows; null for rows that do not say it
 * @param finalBefore windows that end at or before it are final; null if not known
 * @param withOpen whether rows count whose windows are open
 */
record RollupQuery(
    long from,
    long to,
    Buckets buckets,
    List<String> by,
    @Nullable String computation,
    @Nullable Long finalBefore,
    boolean withOpen) {

  boolean isFinal(String pane, long windowEnd) {
    return !pane.equals("EARLY") && finalBefore != null && windowEnd <= finalBefore;
  }
}
