package io.tidemark.pipelines.row;

import com.fasterxml.jackson.core.io.SerializedString;
import java.io.Serializable;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One column of a {@link Table}.
 *
 * @param field its name, as JSON has it
 * @param cell the column's value of an entry, of the Java type that {@code type} names
 */
public record Column<O>(SerializedString field, SqlType type, Role role, Cell<Entry<O>> cell)
    implements Serializable {

  /** What a column is to its row. */
  enum Role {
    /** Part of the primary key. */
    KEY,
    /** Replaced by an update. */
    VALUE,
    /** Set by the first write of a row and kept by updates. */
    KEPT,
    /** As {@link #VALUE}, but not published in JSON. */
    INTERNAL
  }

  /** Takes the value of one cell out of {@code T}. */
  @FunctionalInterface
  public interface Cell<T> extends Serializable {
    @Nullable Object of(T source);
  }

  /** As in SQL and in JSON. */
  public String name() {
    return field.getValue();
  }

  public boolean isKey() {
    return role == Role.KEY;
  }

  boolean isPublished() {
    return role != Role.INTERNAL;
  }

  public boolean isUpdated() {
    return role == Role.VALUE || role == Role.INTERNAL;
  }

  @Nullable Object valueOf(Entry<O> entry) {
    Object value = cell.of(entry);
    return value instanceof Double number && !Double.isFinite(number) ? null : value;
  }
}
