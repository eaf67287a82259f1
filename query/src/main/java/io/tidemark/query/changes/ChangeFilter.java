package io.tidemark.query.changes;

import io.tidemark.query.row.Pane;
import io.tidemark.query.row.Restatement;
import io.tidemark.query.row.RowChange;
import io.tidemark.query.row.RowQuery;
import io.tidemark.query.row.RowState;
import io.tidemark.query.row.SeriesDimensions;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Which rows a subscriber wants to hold.
 *
 * @param streams never empty
 * @param key of the series; null for all
 * @param dimensions values that the dimensions of the series must have, by name
 * @param panes never empty
 */
public record ChangeFilter(
    Set<Stream> streams, @Nullable String key, Map<String, String> dimensions, Set<Pane> panes) {

  /** Everything. */
  public static final ChangeFilter ALL =
      new ChangeFilter(Set.of(Stream.values()), null, Map.of(), Set.of(Pane.values()));

  /**
   * Returns the change of what the subscriber holds: a row that begins to match is inserted, one
   * that matches no more is deleted; null if nothing changes for him.
   */
  @Nullable RowChange project(RowChange change) {
    if (!streams.contains(change.stream()) || !isOfSeries(change.key().key())) {
      return null;
    }
    StoredRow before = wanted(change.before());
    StoredRow after = wanted(change.after());
    if (before == null && after == null) {
      return null;
    }
    if (before == change.before() && after == change.after()) {
      return change;
    }
    return new RowChange(
        change.stream(),
        change.key(),
        before,
        after,
        change.version(),
        Restatement.is(before, after));
  }

  /** Returns whether a row is one that the subscriber holds. */
  boolean matches(StoredRow row) {
    return streams.contains(row.stream())
        && isOfSeries(row.key().key())
        && wanted(row) != null;
  }

  /** Returns the queries of all rows that match and whose windows end after a time. */
  List<RowQuery> queries(long endAfterMillis, int limit) {
    return streams.stream()
        .sorted()
        .map(stream -> query(stream, endAfterMillis, limit))
        .toList();
  }

  private RowQuery query(Stream stream, long endAfterMillis, int limit) {
    return new RowQuery(
        stream,
        endAfterMillis,
        Long.MAX_VALUE,
        RowQuery.Bound.END,
        key,
        dimensions,
        panes,
        Set.of(RowState.values()),
        null,
        null,
        true,
        null,
        limit);
  }

  private @Nullable StoredRow wanted(@Nullable StoredRow row) {
    return row == null || row.pane() == null || panes.contains(row.pane()) ? row : null;
  }

  private boolean isOfSeries(String series) {
    if (key != null && !key.equals(series)) {
      return false;
    }
    if (dimensions.isEmpty()) {
      return true;
    }
    Map<String, String> values = SeriesDimensions.of(series);
    return dimensions.entrySet().stream()
        .allMatch(asked -> asked.getValue().equals(values.get(asked.getKey())));
  }
}
