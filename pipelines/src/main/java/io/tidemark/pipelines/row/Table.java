package io.tidemark.pipelines.row;

import com.fasterxml.jackson.core.io.SerializedString;
import io.tidemark.pipelines.row.Column.Cell;
import io.tidemark.pipelines.row.Column.Role;
import io.tidemark.pipelines.series.SeriesKey;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns of one table of windows, in order: the one definition behind its SQL and its JSON.
 *
 * <p>Immutable; every method returns a new table with one more column. {@code
 * Table.named("health_window", List.of("component")).withKey().withDimension("component")
 * .withWindow().withLong("events", HealthStats::events).withStamps()} is a whole definition.
 *
 * @param <O> the value of a window
 */
public final class Table<O> implements Serializable {

  private static final long serialVersionUID = 1;

  private final String name;
  private final ArrayList<String> dimensions;
  private final ArrayList<Column<O>> columns;

  private Table(String name, List<String> dimensions, List<Column<O>> columns) {
    this.name = name;
    this.dimensions = new ArrayList<>(dimensions);
    this.columns = new ArrayList<>(columns);
  }

  /** A table without columns, for keys whose values are those of {@code dimensions}, in order. */
  public static <O> Table<O> named(String name, List<String> dimensions) {
    if (dimensions.isEmpty()) {
      throw new IllegalArgumentException(
          "dimensions of table " + name + " must name at least one dimension, got []");
    }
    return new Table<>(name, dimensions, List.of());
  }

  /** Adds {@code key}: {@link SeriesKey#text}. */
  public Table<O> withKey() {
    List<String> names = dimensions;
    return with("key", SqlType.TEXT, Role.KEY, entry -> entry.key().text(names));
  }

  /** Adds a text column of one dimension; null where the dimensions do not name it. */
  public Table<O> withDimension(String dimension) {
    int index = dimensions.indexOf(dimension);
    return with(
        dimension,
        SqlType.TEXT,
        Role.VALUE,
        entry -> index < 0 ? null : entry.key().values().get(index));
  }

  /** Adds {@code dimensions}: all of them as one JSON object. */
  public Table<O> withDimensions() {
    List<String> names = dimensions;
    return with(
        "dimensions",
        SqlType.JSON,
        Role.VALUE,
        entry -> RowJson.object(zip(names, entry.key().values())));
  }

  /** Adds a text column of the primary key, beside key and window. */
  public Table<O> withKeyText(String column, Cell<O> value) {
    return with(column, SqlType.TEXT, Role.KEY, entry -> value.of(entry.change().value()));
  }

  /** Adds {@code window_start} and {@code window_end}, {@code [start, end)}. */
  public Table<O> withWindow() {
    return with(
            "window_start",
            SqlType.TIMESTAMP,
            Role.KEY,
            entry -> entry.change().window().start().getMillis())
        .with(
            "window_end",
            SqlType.TIMESTAMP,
            Role.KEY,
            entry -> entry.change().window().end().getMillis());
  }

  /** Adds {@code pane} and {@code pane_index}. */
  public Table<O> withPane() {
    return with("pane", SqlType.TEXT, Role.VALUE, entry -> entry.change().timing().name())
        .with("pane_index", SqlType.BIGINT, Role.VALUE, entry -> entry.change().paneIndex());
  }

  /** Adds a text column. */
  public Table<O> withText(String column, Cell<O> value) {
    return with(column, SqlType.TEXT, Role.VALUE, entry -> value.of(entry.change().value()));
  }

  /** Adds a column of {@code Long} cells. */
  public Table<O> withLong(String column, Cell<O> value) {
    return with(column, SqlType.BIGINT, Role.VALUE, entry -> value.of(entry.change().value()));
  }

  /** Adds a column of {@code Double} cells. */
  public Table<O> withDouble(String column, Cell<O> value) {
    return with(column, SqlType.DOUBLE, Role.VALUE, entry -> value.of(entry.change().value()));
  }

  /** Adds a timestamp of the last write of a row: processing time, whole milliseconds. */
  public Table<O> withUpdatedAt(String column) {
    return with(
        column,
        SqlType.TIMESTAMP,
        Role.VALUE,
        entry -> Math.floorDiv(entry.updatedMicros(), 1000L));
  }

  /** Adds a timestamp of the first write of a row: processing time, whole milliseconds. */
  public Table<O> withInsertedAt(String column) {
    return with(
        column,
        SqlType.TIMESTAMP,
        Role.KEPT,
        entry -> Math.floorDiv(entry.insertedMicros(), 1000L));
  }

  /** Whether a column says when a row was first written. */
  public boolean hasInsertedAt() {
    return columns.stream().anyMatch(column -> column.role() == Role.KEPT);
  }

  /** Adds {@code version}, which orders the writes of a row and is not published in JSON. */
  public Table<O> withVersion() {
    return with("version", SqlType.BIGINT, Role.INTERNAL, entry -> entry.change().version());
  }

  /** The table's name in SQL. */
  public String name() {
    return name;
  }

  /** The names of the key's values. */
  public List<String> dimensions() {
    return List.copyOf(dimensions);
  }

  /** The names of the columns, in order. */
  public List<String> columnNames() {
    return columns.stream().map(Column::name).toList();
  }

  public List<Column<O>> columns() {
    return columns;
  }

  public int indexOf(String column) {
    int index = columnNames().indexOf(column);
    if (index < 0) {
      throw new IllegalArgumentException(
          "table " + name + " has no column " + column + ", only " + columnNames());
    }
    return index;
  }

  /** The row that the entry's change asserts, or withdraws. */
  public Row row(Entry<O> entry) {
    Object[] cells = new Object[columns.size()];
    List<Object> primaryKey = new ArrayList<>(4);
    for (int i = 0; i < cells.length; i++) {
      cells[i] = columns.get(i).valueOf(entry);
      if (columns.get(i).isKey()) {
        primaryKey.add(cells[i]);
      }
    }
    return new Row(cells, primaryKey, entry.change().version(), entry.change().isRetraction());
  }

  private Table<O> with(String column, SqlType type, Role role, Cell<Entry<O>> cell) {
    if (columnNames().contains(column)) {
      throw new IllegalArgumentException("table " + name + " has a column " + column + " already");
    }
    List<Column<O>> more = new ArrayList<>(columns);
    more.add(new Column<>(new SerializedString(column), type, role, cell));
    return new Table<>(name, dimensions, more);
  }

  private static Map<String, String> zip(List<String> names, List<String> values) {
    Map<String, String> zipped = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      zipped.put(names.get(i), values.get(i));
    }
    return zipped;
  }
}
