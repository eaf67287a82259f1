package io.tidemark.query.tier;

import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.RowPage;
import io.tidemark.query.row.RowQuery;
import io.tidemark.query.row.StoredRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * Finds the rows of a page. Where key or dimensions are asked for, only the rows of those series
 * are looked at; otherwise all of the range, some 60 ns each.
 */
final class HotScan {
  private final HotStream stream;
  private final RowQuery query;
  private final RowKey from;
  private final RowKey to;

  private HotScan(HotStream stream, RowQuery query) {
    this.stream = stream;
    this.query = query;
    // A window that ends in the range starts at most the longest window before it.
    long earliest =
        query.time() == RowQuery.Bound.START
            ? query.from()
            : lessOf(query.from(), stream.longest());
    RowKey first = first(earliest);
    RowKey last = first(query.to());
    RowKey after = query.after();
    if (after != null && query.ascending() && after.compareTo(first) >= 0) {
      first = next(after);
    }
    if (after != null && !query.ascending() && after.compareTo(last) < 0) {
      last = after;
    }
    this.from = first;
    this.to = last;
  }

  /** Returns the page; the caller holds the lock. */
  static RowPage page(HotStream stream, RowQuery query) {
    return new HotScan(stream, query).page();
  }

  private RowPage page() {
    Iterator<HotRow> candidates = candidates();
    List<StoredRow> rows = new ArrayList<>(Math.min(query.limit(), 1000));
    while (candidates.hasNext()) {
      HotRow candidate = candidates.next();
      StoredRow row = candidate.row;
      if (row != null && query.matches(row, candidate.series.dimensions)) {
        if (rows.size() == query.limit()) {
          return new RowPage(rows, true);
        }
        rows.add(row);
      }
    }
    return new RowPage(rows, false);
  }

  private Iterator<HotRow> candidates() {
    if (from.compareTo(to) >= 0) {
      return List.<HotRow>of().iterator();
    }
    if (query.key() != null) {
      HotSeries series = stream.series.get(query.key());
      return series == null ? List.<HotRow>of().iterator() : of(series).iterator();
    }
    if (!query.dimensions().isEmpty()) {
      return ofSome(query.dimensions());
    }
    NavigableMap<RowKey, HotRow> range = stream.rows.subMap(from, true, to, false);
    return (query.ascending() ? range : range.descendingMap()).values().iterator();
  }

  private Iterator<HotRow> ofSome(Map<String, String> dimensions) {
    Collection<HotSeries> all = stream.series.values();
    List<List<HotRow>> some = new ArrayList<>();
    for (HotSeries series : all) {
      if (dimensions.entrySet().stream()
          .allMatch(asked -> asked.getValue().equals(series.dimensions.get(asked.getKey())))) {
        List<HotRow> rows = of(series);
        if (!rows.isEmpty()) {
          some.add(rows);
        }
      }
    }
    return new HotMerge(some, query.ascending());
  }

  /** The rows of a series within the bounds, in the order asked for. */
  private List<HotRow> of(HotSeries series) {
    List<HotRow> rows = series.rows().subList(series.firstAtLeast(from), series.firstAtLeast(to));
    return query.ascending() ? rows : new Reversed(rows);
  }

  private static RowKey first(long start) {
    return new RowKey("", "", start, Long.MIN_VALUE);
  }

  private static RowKey next(RowKey key) {
    return new RowKey(key.key(), key.metric(), key.start(), key.end() + 1);
  }

  private static long lessOf(long a, long b) {
    return a < Long.MIN_VALUE + b ? Long.MIN_VALUE : a - b;
  }

  /** A view from the end. */
  private static final class Reversed extends java.util.AbstractList<HotRow> {
    private final List<HotRow> rows;

    Reversed(List<HotRow> rows) {
      this.rows = rows;
    }

    @Override
    public HotRow get(int index) {
      return rows.get(rows.size() - 1 - index);
    }

    @Override
    public int size() {
      return rows.size();
    }
  }
}
