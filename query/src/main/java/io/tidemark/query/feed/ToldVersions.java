package io.tidemark.query.feed;

import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.Stream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The newest versions of rows that are held no more, of the last 50,000 of them: so that a change
 * that is published twice is told once. About 10 MB when full.
 */
public final class ToldVersions {
  private static final int MOST = 50_000;

  private record Row(Stream stream, RowKey key) {}

  private final Map<Row, Long> versions =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Row, Long> eldest) {
          return size() > MOST;
        }
      };

  /** Returns whether the version is newer than all before it, and remembers it. */
  public boolean isNews(Stream stream, RowKey key, long version) {
    Row row = new Row(stream, key);
    Long known = versions.get(row);
    if (known != null && known >= version) {
      return false;
    }
    versions.put(row, version);
    return true;
  }

  /** Forgets them all. */
  public void clear() {
    versions.clear();
  }
}
