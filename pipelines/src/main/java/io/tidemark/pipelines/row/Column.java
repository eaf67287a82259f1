package io.tidemark.pipelines.row;

import com.fasterxml.jackson.core.io.SerializedString;
import java.io.Serializable;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One column of a {@link Table}.
 *
 * @param field the name of the column, in the form in which JSON writes it
 * @param type the type in SQL, which determines the Java type of the cells
 * @param role what the column is to its row
 * @param cell takes the value of the column from an entry; null is an unknown value
 */
public record Column<O>(SerializedString field, SqlType type, Role role, Cell<Entry<O>> cell)
    implements Serializable {

  /** What a column is to its row. */
  enum Role {
    /** Part of the primary key. */
    KEY,
    /** Replaced by each write of the row. */
    VALUE,
    /** Set by the first write of the row and kept by the later ones. */
    KEPT,
    /** As {@link #VALUE}, but not published in JSON. */
    INTERNAL,
    /** As {@link #VALUE}, but what made the row rather than a figure of the window. */
    ORIGIN
  }

  /** Takes the value of one cell from a {@code T}. */
  @FunctionalInterface
  public interface Cell<T> extends Serializable {
    /** Returns the value of the cell; null if it is unknown. */
    @Nullable Object of(T source);
  }

  /** Returns the name of the column, in SQL and in JSON. */
  public String name() {
    return field.getValue();
  }

  /** Returns whether the column is part of the primary key. */
  public boolean isKey() {
    return role == Role.KEY;
  }

  /** Returns whether the column is a field of the JSON that is published. */
  boolean isPublished() {
    return role != Role.INTERNAL;
  }

  /** Returns whether a later write of a row replaces the value of the column. */
  public boolean isUpdated() {
    return role == Role.VALUE || role == Role.INTERNAL || role == Role.ORIGIN;
  }

  /**
   * Returns whether the column has a figure of the window, rather than which pane it is from and
   * when it was written.
   */
  public boolean isMeasured() {
    return role == Role.VALUE
        && type != SqlType.TIMESTAMP
        && type != SqlType.JSON
        && !name().startsWith("pane");
  }

  /** Returns the value of the cell; null if it is unknown, and for a number that is not finite. */
  @Nullable Object valueOf(Entry<O> entry) {
    Object value = cell.of(entry);
    return value instanceof Double number && !Double.isFinite(number) ? null : value;
  }
}
