package io.tidemark.query.read;

import io.tidemark.query.row.Pane;
import io.tidemark.query.row.Stream;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Which series a stream has. Safe for use by many threads. */
public interface SeriesSource {

  /**
   * Which series are asked for. Times are in milliseconds since the epoch.
   *
   * @param prefix of the key; empty for all
   * @param dimensions values that the dimensions of the series must have, by name
   * @param activeSince only series with a window that ends after it; null for all
   * @param after only keys beyond it, by UTF-8 bytes; null for the first page
   * @param limit the most series, at least 1
   */
  record Query(
      Stream stream,
      String prefix,
      Map<String, String> dimensions,
      @Nullable Long activeSince,
      @Nullable String after,
      int limit) {}

  /**
   * One series. Times are in milliseconds since the epoch.
   *
   * @param firstWindow start of the first window that stands
   * @param lastWindow start of the last window that stands
   * @param windows how many windows stand
   * @param lastPane of the last window
   * @param lastEnd end of the last window
   */
  record Series(
      String key,
      long firstWindow,
      long lastWindow,
      long windows,
      @Nullable Pane lastPane,
      long lastEnd) {}

  /**
   * Some series, by key.
   *
   * @param more whether there were series beyond them
   */
  record Page(List<Series> series, boolean more) {}

  /**
   * Returns a page of series, in the order of the UTF-8 bytes of their keys.
   *
   * @throws StoreUnavailableException if the store does not answer
   */
  Answer<Page> list(Query query);
}
