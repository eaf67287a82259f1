package io.tidemark.query.row;

import io.tidemark.query.row.RowQuery.Bound;
import java.util.EnumSet;
import java.util.Map;

/** Queries for tests. */
public final class Queries {
  private Queries() {}

  /** Returns the query of all rows of windows whose start or end is within a range. */
  public static RowQuery all(
      Stream stream, Bound bound, long from, long to, boolean ascending, int limit) {
    return new RowQuery(
        stream,
        from,
        to,
        bound,
        null,
        Map.of(),
        EnumSet.allOf(Pane.class),
        EnumSet.allOf(RowState.class),
        null,
        null,
        ascending,
        null,
        limit);
  }

  /** Returns the query of all rows of windows that start within a range, in their order. */
  public static RowQuery starting(Stream stream, long from, long to, int limit) {
    return all(stream, Bound.START, from, to, true, limit);
  }
}
