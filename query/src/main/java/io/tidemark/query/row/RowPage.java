package io.tidemark.query.row;

import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Some rows of an answer.
 *
 * @param rows in the order asked for, at most the limit
 * @param more whether there were rows beyond them when they were read
 */
public record RowPage(List<StoredRow> rows, boolean more) {

  /** Returns the key after which the next page begins; null if this is the last one. */
  public @Nullable RowKey end() {
    return more ? rows.get(rows.size() - 1).key() : null;
  }
}
