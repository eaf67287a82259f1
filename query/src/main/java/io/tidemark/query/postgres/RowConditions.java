package io.tidemark.query.postgres;

import io.tidemark.query.row.Pane;
import io.tidemark.query.row.RowQuery;
import io.tidemark.query.row.RowState;
import io.tidemark.query.row.Stream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a query asks of rows, as conditions in SQL, each of which begins with {@code AND}. */
final class RowConditions {

  /** Dimensions that have a column of their own. */
  private static final Map<Stream, Set<String>> DIMENSION_COLUMNS =
      Map.of(
          Stream.PERFORMANCE, Set.of("model", "region"),
          Stream.SLIDING, Set.of("model", "region"),
          Stream.FEEDBACK, Set.of("session_id"),
          Stream.HEALTH, Set.of("component"),
          Stream.ANOMALIES, Set.of());

  private RowConditions() {}

  /**
   * Adds which windows are in the range.
   *
   * @param longestMillis of a window: by it a range of ends is one of starts, which have an index
   */
  static void range(Sql sql, RowQuery query, long longestMillis) {
    if (query.time() == RowQuery.Bound.START) {
      sql.add(
          " AND window_start >= ? AND window_start < ?",
          Sql.millis(query.from()),
          Sql.millis(query.to()));
      return;
    }
    sql.add(
        " AND window_end >= ? AND window_end < ? AND window_start >= ? AND window_start < ?",
        Sql.millis(query.from()),
        Sql.millis(query.to()),
        Sql.millis(query.from() - longestMillis),
        Sql.millis(query.to()));
  }

  /** Adds which series, whatever their rows have. */
  static void series(Sql sql, RowQuery query) {
    if (query.key() != null) {
      sql.add(" AND key = ?", query.key());
    }
    query.dimensions().forEach((name, value) -> dimension(sql, query.stream(), name, value));
  }

  private static void dimension(Sql sql, Stream stream, String name, String value) {
    if (DIMENSION_COLUMNS.get(stream).contains(name)) {
      sql.add(" AND " + name + " = ?", value);
    } else {
      keyPart(sql, name, value);
    }
  }

  /** In the text of a key, only the sign between a name and its value is not escaped. */
  static void keyPart(Sql sql, String name, String value) {
    sql.add(" AND strpos(',' || key || ',', ?) > 0", "," + name + "=" + escaped(value) + ",");
  }

  /** Returns a value as it is in the text of a key. */
  static String escaped(String value) {
    return value.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");
  }

  /** Adds what the row itself must have. */
  static void row(Sql sql, RowQuery query) {
    if (query.computation() != null) {
      sql.add(" AND computation = ?", query.computation());
    }
    boolean hasPane = query.stream() != Stream.ANOMALIES;
    if (hasPane && query.panes().size() < Pane.values().length) {
      List<String> names = query.panes().stream().map(pane -> "'" + pane + "'").sorted().toList();
      sql.add(" AND pane IN (" + String.join(", ", names) + ")");
    }
    if (query.states().size() < RowState.values().length) {
      List<String> chosen =
          Arrays.stream(RowState.values())
              .filter(query.states()::contains)
              .map(state -> state(state, hasPane, query.finalBefore() != null))
              .toList();
      sql.add(" AND (" + String.join(" OR ", chosen) + ")");
      for (RowState state : RowState.values()) {
        if (query.states().contains(state)
            && state != RowState.OPEN
            && query.finalBefore() != null) {
          sql.add("", Sql.millis(query.finalBefore()));
        }
      }
    }
  }

  private static String state(RowState state, boolean hasPane, boolean isFinalKnown) {
    String settled = hasPane ? "pane <> 'EARLY'" : "true";
    return switch (state) {
      case OPEN -> hasPane ? "pane = 'EARLY'" : "false";
      case SETTLED -> isFinalKnown ? "(" + settled + " AND window_end > ?)" : settled;
      case FINAL -> isFinalKnown ? "(" + settled + " AND window_end <= ?)" : "false";
    };
  }
}
