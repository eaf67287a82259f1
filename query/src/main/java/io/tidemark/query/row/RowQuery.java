package io.tidemark.query.row;

import java.util.Map;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Which rows of a stream are asked for. Times are in milliseconds since the epoch.
 *
 * @param from inclusive
 * @param to exclusive
 * @param time whether start or end of the window must lie between {@code from} and {@code to}
 * @param key of the series; null for all
 * @param dimensions values that the dimensions of the series must have, by name
 * @param panes never empty; all for any. Anomalies have none, and match any
 * @param states never empty; all for any
 * @param finalBefore what {@link RowState#of} decides by; null if not known
 * @param computation rows of others are left out; null for rows of all
 * @param ascending by {@link RowKey}; otherwise descending
 * @param after where the page before ended: only rows beyond it in the order; null for the first
 * @param limit the most rows, at least 1
 */
public record RowQuery(
    Stream stream,
    long from,
    long to,
    Bound time,
    @Nullable String key,
    Map<String, String> dimensions,
    Set<Pane> panes,
    Set<RowState> states,
    @Nullable Long finalBefore,
    @Nullable String computation,
    boolean ascending,
    @Nullable RowKey after,
    int limit) {

  /** Which end of a window a time is compared with. */
  public enum Bound {
    START,
    END
  }

  /** Returns the query of what follows a row in the order: the page after one that ends with it. */
  public RowQuery after(RowKey end) {
    return new RowQuery(
        stream,
        from,
        to,
        time,
        key,
        dimensions,
        panes,
        states,
        finalBefore,
        computation,
        ascending,
        end,
        limit);
  }

  /**
   * Returns whether a row is asked for, by all but order, {@code after} and {@code limit}.
   *
   * @param dimensionsOfRow {@link SeriesDimensions#of} its key
   */
  public boolean matches(StoredRow row, Map<String, String> dimensionsOfRow) {
    long at = time == Bound.START ? row.key().start() : row.key().end();
    return at >= from
        && at < to
        && (key == null || key.equals(row.key().key()))
        && (computation == null || computation.equals(row.computation()))
        && (row.pane() == null || panes.contains(row.pane()))
        && states.contains(row.state(finalBefore))
        && dimensions.entrySet().stream()
            .allMatch(asked -> asked.getValue().equals(dimensionsOfRow.get(asked.getKey())));
  }
}
