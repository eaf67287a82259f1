package io.tidemark.query.tier;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/** Merges the rows of several series, each in order, into one order. */
final class HotMerge implements Iterator<HotRow> {
  private final PriorityQueue<Cursor> cursors;

  private static final class Cursor {
    final List<HotRow> rows;
    int at;

    Cursor(List<HotRow> rows) {
      this.rows = rows;
    }

    HotRow row() {
      return rows.get(at);
    }
  }

  /**
   * Creates the merged order.
   *
   * @param lists none of them empty
   */
  HotMerge(List<List<HotRow>> lists, boolean ascending) {
    Comparator<Cursor> order = (a, b) -> a.row().key.compareTo(b.row().key);
    cursors = new PriorityQueue<>(ascending ? order : order.reversed());
    lists.forEach(rows -> cursors.add(new Cursor(rows)));
  }

  @Override
  public boolean hasNext() {
    return !cursors.isEmpty();
  }

  @Override
  public HotRow next() {
    Cursor least = cursors.poll();
    if (least == null) {
      throw new NoSuchElementException("all rows have been merged");
    }
    HotRow row = least.row();
    if (++least.at < least.rows.size()) {
      cursors.add(least);
    }
    return row;
  }
}
