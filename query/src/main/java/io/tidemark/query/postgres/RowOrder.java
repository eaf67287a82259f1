package io.tidemark.query.postgres;

import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.Stream;

/** The order of {@link RowKey} in SQL, and conditions on it. */
final class RowOrder {
  private RowOrder() {}

  /** Returns the order, whose first column an index has. */
  static String by(Stream stream, boolean ascending) {
    String way = ascending ? "" : " DESC";
    String metric = stream == Stream.ANOMALIES ? ", metric COLLATE \"C\"" + way : "";
    return " ORDER BY window_start"
        + way
        + ", key COLLATE \"C\""
        + way
        + metric
        + ", window_end"
        + way;
  }

  /** Adds that rows come after a key; the first condition is one that an index can use. */
  static void after(Sql sql, Stream stream, RowKey key, boolean ascending) {
    String sign = ascending ? ">" : "<";
    sql.add(" AND window_start " + sign + "= ?", Sql.millis(key.start()));
    if (stream == Stream.ANOMALIES) {
      sql.add(
          " AND (window_start, key COLLATE \"C\", metric COLLATE \"C\", window_end) "
              + sign
              + " (?, ?, ?, ?)",
          Sql.millis(key.start()),
          key.key(),
          key.metric(),
          Sql.millis(key.end()));
    } else {
      sql.add(
          " AND (window_start, key COLLATE \"C\", window_end) " + sign + " (?, ?, ?)",
          Sql.millis(key.start()),
          key.key(),
          Sql.millis(key.end()));
    }
  }

  /** Adds that the key is this one. */
  static void is(Sql sql, Stream stream, RowKey key) {
    sql.add(
        " AND window_start = ? AND key = ? AND window_end = ?",
        Sql.millis(key.start()),
        key.key(),
        Sql.millis(key.end()));
    if (stream == Stream.ANOMALIES) {
      sql.add(" AND metric = ?", key.metric());
    }
  }
}
