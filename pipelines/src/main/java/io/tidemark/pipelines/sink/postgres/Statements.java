package io.tidemark.pipelines.sink.postgres;

import io.tidemark.pipelines.options.History;
import io.tidemark.pipelines.row.Column;
import io.tidemark.pipelines.row.SqlType;
import io.tidemark.pipelines.row.Table;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The SQL that writes the rows of one {@link Table}.
 *
 * @param upsert inserts or replaces the rows of a batch, and returns their number or has it as its
 *     count
 * @param delete deletes one row
 * @param deleteOverlapping deletes the sessions that newer ones have made stale, and returns their
 *     cells
 * @param findOther finds a row of an earlier run that has other values than one of a batch
 */
record Statements(String upsert, String delete, String deleteOverlapping, String findOther) {

  /** Returns the statements for a table, which keep revisions of its rows. */
  static Statements of(Table<?> table, History history) {
    RevisionSql revisions = new RevisionSql(table, history);
    return new Statements(
        revisions.upsert(upsert(table)),
        revisions.delete(delete(table)),
        revisions.deleteReturning(deleteOverlapping(table)),
        findOther(table));
  }

  /**
   * Has one parameter for each column: the array of its cells. The text does not depend on the size
   * of the batch, so it is parsed once for each connection. A row is replaced only by a newer
   * version.
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

  /**
   * Has the version, then the cells of the primary key in their order, as parameters. A row is
   * deleted only by a newer version.
   */
  private static String delete(Table<?> table) {
    return "DELETE FROM %s AS t USING (VALUES (?::int8)) AS u (version) WHERE t.version < u.version AND %s"
        .formatted(
            table.name(),
            join(table, " AND ", column -> column.isKey() ? "t." + column.name() + " = ?" : ""));
  }

  /**
   * Has as parameters arrays of key, version, earliest and latest start, earliest end, own start
   * and own end, then the least earliest start and the greatest latest start, which keep the search
   * within few partitions.
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

  /**
   * Has one parameter for each column as {@link #upsert}, then the version that this run began
   * with. Returns key, start, end and the events of the row and of the batch.
   */
  private static String findOther(Table<?> table) {
    return "SELECT t.key, t.window_start, t.window_end, t.events, u.events FROM unnest(%s) AS u(%s) JOIN %s AS t ON %s WHERE t.version < ? AND (%s) IS DISTINCT FROM (%s) LIMIT 1"
        .formatted(
            join(table, ", ", column -> "?::" + column.type().transport() + "[]"),
            join(table, ", ", Column::name),
            table.name(),
            join(
                table,
                " AND ",
                column ->
                    column.isKey()
                        ? "t." + column.name() + " = " + column.type().convert("u." + column.name())
                        : ""),
            join(table, ", ", column -> column.isMeasured() ? "t." + column.name() : ""),
            join(
                table,
                ", ",
                column -> column.isMeasured() ? column.type().convert("u." + column.name()) : ""));
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
