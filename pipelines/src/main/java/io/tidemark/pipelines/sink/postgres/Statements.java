package io.tidemark.pipelines.sink.postgres;

import io.tidemark.pipelines.row.Column;
import io.tidemark.pipelines.row.SqlType;
import io.tidemark.pipelines.row.Table;
import java.util.List;
import java.util.stream.Collectors;

/** The SQL that writes the rows of one {@link Table}. */
record Statements(String upsert, String delete, String deleteOverlapping) {

  static Statements of(Table<?> table) {
    return new Statements(upsert(table), delete(table), deleteOverlapping(table));
  }

  /**
   * One parameter a column: the array of its cells. The text does not depend on the size of the
   * batch, so it is parsed once per connection. A row is replaced only by a newer version.
   */
  private static String upsert(Table<?> table) {
    return "INSERT INTO %s AS t (%s) SELECT %s FROM unnest(%s) AS u(%s) ON CONFLICT (%s) DO UPDATE SET %s WHERE t.version < EXCLUDED.version"
        .formatted(
            table.name(),
            join(table, ", ", Column::name),
            join(table, ", ", column -> column.type().convert("u." + column.name())),
            join(table, ", ", column -> "?::" + column.type().transport() + "[]"),
            join(table, ", ", Column::name),
            join(table, ", ", column -> column.isKey() ? column.name() : ""),
            join(
                table,
                ", ",
                column ->
                    column.isUpdated() ? column.name() + " = EXCLUDED." + column.name() : ""));
  }

  /** Parameters: the primary key's cells in their order, the version. */
  private static String delete(Table<?> table) {
    return "DELETE FROM %s WHERE %s AND version < ?"
        .formatted(
            table.name(),
            join(table, " AND ", column -> column.isKey() ? column.name() + " = ?" : ""));
  }

  /**
   * Parameters: arrays of key, version, earliest and latest start, earliest end, own start and own
   * end; then the least earliest and the greatest latest start, which keep it within few
   * partitions.
   *
   * @see SessionSpan
   */
  private static String deleteOverlapping(Table<?> table) {
    return """
        DELETE FROM %s AS t
        USING unnest(?::text[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[])
          AS u (key, version, earliest_start, latest_start, earliest_end, own_start, own_end)
        WHERE t.key = u.key AND t.version < u.version
          AND t.window_start BETWEEN %s AND %s
          AND t.window_end >= %s
          AND NOT (t.window_start = %s AND t.window_end = %s)
          AND t.window_start BETWEEN ? AND ?"""
        .formatted(
            table.name(),
            SqlType.TIMESTAMP.convert("u.earliest_start"),
            SqlType.TIMESTAMP.convert("u.latest_start"),
            SqlType.TIMESTAMP.convert("u.earliest_end"),
            SqlType.TIMESTAMP.convert("u.own_start"),
            SqlType.TIMESTAMP.convert("u.own_end"));
  }

  private static String join(
      Table<?> table, String separator, java.util.function.Function<Column<?>, String> part) {
    List<? extends Column<?>> columns = table.columns();
    return columns.stream()
        .map(part)
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(separator));
  }
}
