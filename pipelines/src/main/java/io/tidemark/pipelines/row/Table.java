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
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The columns of one table of windows, in order: the one definition behind its SQL and its JSON.
 *
 * <p>Immutable: each {@code with…} method returns a new table with the further columns, and throws
 * {@link IllegalArgumentException} for a column that the table has already. A whole definition:
 *
 * <pre>{@code
 * Table.<HealthStats>named("health_window", List.of("component"))
 *     .withKey()
 *     .withDimension("component")
 *     .withWindow()
 *     .withPane()
 *     .withLong("events", HealthStats::events)
 *     .withVersion()
 *     .withUpdatedAt("updated_at");
 * }</pre>
 *
 * @param <O> the value of a window
 */
public final class Table<O> implements Serializable {

  private static final long serialVersionUID = 1;

  private final String name;
  private final ArrayList<String> dimensions;
  private final ArrayList<Column<O>> columns;
  private final @Nullable Computation computation;

  private Table(
      String name,
      List<String> dimensions,
      List<Column<O>> columns,
      @Nullable Computation computation) {
    this.name = name;
    this.dimensions = new ArrayList<>(dimensions);
    this.columns = new ArrayList<>(columns);
    this.computation = computation;
  }

  /**
   * Returns a table without columns.
   *
   * @param name the name of the table in SQL
   * @param dimensions names of the dimensions of its series, in order; at least one
   */
  public static <O> Table<O> named(String name, List<String> dimensions) {
    if (dimensions.isEmpty()) {
      throw new IllegalArgumentException(
          "dimensions of table " + name + " must name at least one dimension, got []");
    }
    return new Table<>(name, dimensions, List.of(), null);
  }

  /** Adds {@code key}, the text of {@link SeriesKey#text}; part of the primary key. */
  public Table<O> withKey() {
    List<String> names = dimensions;
    return with("key", SqlType.TEXT, Role.KEY, entry -> entry.key().text(names));
  }

  /** Adds a text column of one dimension; it is null if the series do not have that dimension. */
  public Table<O> withDimension(String dimension) {
    int index = dimensions.indexOf(dimension);
    return with(
        dimension,
        SqlType.TEXT,
        Role.VALUE,
        entry -> index < 0 ? null : entry.key().values().get(index));
  }

  /** Adds {@code dimensions}, all dimensions as one JSON object. */
  public Table<O> withDimensions() {
    List<String> names = dimensions;
    return with(
        "dimensions",
        SqlType.JSON,
        Role.VALUE,
        entry -> RowJson.object(zip(names, entry.key().values())));
  }

  /** Adds a text column that is part of the primary key, beside key and window. */
  public Table<O> withKeyText(String column, Cell<O> value) {
    return with(column, SqlType.TEXT, Role.KEY, entry -> value.of(entry.change().value()));
  }

  /**
   * Adds {@code window_start}, inclusive, and {@code window_end}, exclusive; both are part of the
   * primary key.
   */
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

  /**
   * Adds {@code pane}, which is {@code EARLY}, {@code ON_TIME} or {@code LATE}, and {@code
   * pane_index}, counted from 0.
   */
  public Table<O> withPane() {
    return with("pane", SqlType.TEXT, Role.VALUE, entry -> entry.change().timing().name())
        .with("pane_index", SqlType.BIGINT, Role.VALUE, entry -> entry.change().paneIndex());
  }

  /** Adds a text column. */
  public Table<O> withText(String column, Cell<O> value) {
    return with(column, SqlType.TEXT, Role.VALUE, entry -> value.of(entry.change().value()));
  }

  /** Adds a column of whole numbers. */
  public Table<O> withLong(String column, Cell<O> value) {
    return with(column, SqlType.BIGINT, Role.VALUE, entry -> value.of(entry.change().value()));
  }

  /** Adds a column of numbers. */
  public Table<O> withDouble(String column, Cell<O> value) {
    return with(column, SqlType.DOUBLE, Role.VALUE, entry -> value.of(entry.change().value()));
  }

  /** Adds a column of bytes, which are not published in JSON. */
  public Table<O> withBytes(String column, Cell<O> value) {
    return with(column, SqlType.BYTES, Role.INTERNAL, entry -> value.of(entry.change().value()));
  }

  /** Adds a column of event times, in milliseconds since the epoch. */
  public Table<O> withTime(String column, Cell<O> value) {
    return with(column, SqlType.TIMESTAMP, Role.VALUE, entry -> value.of(entry.change().value()));
  }

  /** Adds the time of the last write of a row: processing time, rounded down to milliseconds. */
  public Table<O> withUpdatedAt(String column) {
    return with(
        column,
        SqlType.TIMESTAMP,
        Role.VALUE,
        entry -> Math.floorDiv(entry.updatedMicros(), 1000L));
  }

  /** Adds the time of the first write of a row: processing time, rounded down to milliseconds. */
  public Table<O> withInsertedAt(String column) {
    return with(
        column,
        SqlType.TIMESTAMP,
        Role.KEPT,
        entry -> Math.floorDiv(entry.insertedMicros(), 1000L));
  }

  /** Returns whether a column has the time of the first write. */
  public boolean hasInsertedAt() {
    return columns.stream().anyMatch(column -> column.role() == Role.KEPT);
  }

  /** Adds {@code version}, which orders the writes of a row and is not published in JSON. */
  public Table<O> withVersion() {
    return with("version", SqlType.BIGINT, Role.INTERNAL, entry -> entry.change().version());
  }

  /** Adds {@code computation}, the {@link Computation#id} of what makes the rows. */
  public Table<O> withComputation(Computation computation) {
    String id = computation.id();
    Table<O> more = with("computation", SqlType.TEXT, Role.ORIGIN, entry -> id);
    return new Table<>(name, dimensions, more.columns, computation);
  }

  /** Returns what makes the rows; null if they do not say it. */
  public @Nullable Computation computation() {
    return computation;
  }

  /** Returns the name of the table in SQL. */
  public String name() {
    return name;
  }

  /** Returns the names of the dimensions of the series. */
  public List<String> dimensions() {
    return List.copyOf(dimensions);
  }

  /** Returns the names of the columns, in order. */
  public List<String> columnNames() {
    return columns.stream().map(Column::name).toList();
  }

  /** Returns the columns, in order. */
  public List<Column<O>> columns() {
    return columns;
  }

  /**
   * Returns the index of a column, counted from 0.
   *
   * @throws IllegalArgumentException if the table has no such column
   */
  public int indexOf(String column) {
    int index = columnNames().indexOf(column);
    if (index < 0) {
      throw new IllegalArgumentException(
          "table " + name + " has no column " + column + ", only " + columnNames());
    }
    return index;
  }

  /** Returns the row that the change of the entry states or withdraws. */
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

  /**
   * Returns the withdrawal of a row that was read from the table.
   *
   * @param cells a cell for each column, in order
   */
  public Row withdrawalOf(@Nullable Object[] cells) {
    List<Object> primaryKey = new ArrayList<>(4);
    for (int i = 0; i < cells.length; i++) {
      if (columns.get(i).isKey()) {
        primaryKey.add(cells[i]);
      }
    }
    return new Row(cells, primaryKey, (Long) cells[indexOf("version")], true);
  }

  private Table<O> with(String column, SqlType type, Role role, Cell<Entry<O>> cell) {
    if (columnNames().contains(column)) {
      throw new IllegalArgumentException("table " + name + " has a column " + column + " already");
    }
    List<Column<O>> more = new ArrayList<>(columns);
    more.add(new Column<>(new SerializedString(column), type, role, cell));
    return new Table<>(name, dimensions, more, computation);
  }

  private static Map<String, String> zip(List<String> names, List<String> values) {
    Map<String, String> zipped = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      zipped.put(names.get(i), values.get(i));
    }
    return zipped;
  }
}
