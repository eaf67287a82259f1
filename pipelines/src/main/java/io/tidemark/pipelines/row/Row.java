package io.tidemark.pipelines.row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One row of a {@link Table}, to be written or to be withdrawn. Rows are ordered by primary key.
 *
 * <p>It is not a record because a batch has hundreds of rows, which live for milliseconds and are
 * never compared as a whole.
 */
public final class Row implements Comparable<Row> {

  private final @Nullable Object[] cells;
  private final List<Object> primaryKey;
  private final long version;
  private final boolean withdrawn;

  Row(@Nullable Object[] cells, List<Object> primaryKey, long version, boolean withdrawn) {
    this.cells = cells;
    this.primaryKey = primaryKey;
    this.version = version;
    this.withdrawn = withdrawn;
  }

  /** Returns the cell of a column, counted from 0; null if its value is unknown. */
  @Nullable
  public Object cell(int column) {
    return cells[column];
  }

  /** Returns the cells of the columns of the primary key, in their order. */
  public List<Object> primaryKey() {
    return primaryKey;
  }

  /** Returns what orders the writes of one primary key: a larger version is newer. */
  public long version() {
    return version;
  }

  /** Returns whether the table has no row of this primary key after this one. */
  public boolean isWithdrawn() {
    return withdrawn;
  }

  /**
   * Returns the newest row of each primary key, ordered by primary key. One statement must touch a
   * row only once, and writers that lock rows in the same order do not deadlock. Of two rows of the
   * same version the later one counts.
   */
  public static List<Row> newestPerKey(Collection<Row> rows) {
    Map<List<Object>, Row> newest = new LinkedHashMap<>();
    for (Row row : rows) {
      newest.merge(row.primaryKey, row, (a, b) -> b.version >= a.version ? b : a);
    }
    List<Row> sorted = new ArrayList<>(newest.values());
    sorted.sort(null);
    return sorted;
  }

  @Override
  public int compareTo(Row that) {
    for (int i = 0; i < primaryKey.size(); i++) {
      int order = compare(primaryKey.get(i), that.primaryKey.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(primaryKey.size(), that.primaryKey.size());
  }

  private static int compare(Object a, Object b) {
    return a instanceof Long x && b instanceof Long y
        ? Long.compare(x, y)
        : a.toString().compareTo(b.toString());
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Row that
        && version == that.version
        && withdrawn == that.withdrawn
        && Arrays.deepEquals(cells, that.cells);
  }

  @Override
  public int hashCode() {
    return primaryKey.hashCode() * 31 + Long.hashCode(version);
  }

  @Override
  public String toString() {
    return (withdrawn ? "-" : "+") + Arrays.deepToString(cells);
  }
}
