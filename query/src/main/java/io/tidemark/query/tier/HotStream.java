package io.tidemark.query.tier;

import io.tidemark.query.row.RowKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The rows of one stream: by key, by series and by the end of their windows. */
final class HotStream {
  /** Windows are given up by that much of event time at once. */
  static final long STEP_MILLIS = 10_000;

  final TreeMap<RowKey, HotRow> rows = new TreeMap<>();
  final Map<String, HotSeries> series = new HashMap<>();
  private final TreeMap<Long, ArrayList<HotRow>> byEnd = new TreeMap<>();
  private long seriesBytes;
  private long longest;

  /** Returns what the series are counted as, without their rows. */
  long seriesBytes() {
    return seriesBytes;
  }

  /** Returns the length of the longest window that came, in milliseconds. */
  long longest() {
    return longest;
  }

  /** Returns the row of a key, which it makes if there is none. */
  HotRow at(RowKey key) {
    HotRow row = rows.get(key);
    if (row == null) {
      HotSeries of = series(key.key());
      // All rows of a series share one text of its key.
      row = new HotRow(new RowKey(of.key, key.metric(), key.start(), key.end()), of);
      rows.put(row.key, row);
      of.add(row);
      byEnd.computeIfAbsent(step(key.end()), end -> new ArrayList<>()).add(row);
      longest = Math.max(longest, key.end() - key.start());
    }
    return row;
  }

  private HotSeries series(String key) {
    HotSeries known = series.get(key);
    if (known == null) {
      known = new HotSeries(key);
      series.put(key, known);
      seriesBytes += known.bytes();
    }
    return known;
  }

  @Nullable HotRow find(RowKey key) {
    return rows.get(key);
  }

  /** Returns up to which time everything ends in the first step; null if there are no rows. */
  @Nullable Long firstStep() {
    return byEnd.isEmpty() ? null : byEnd.firstKey();
  }

  /** Removes and returns the rows whose windows end at or before a time, a multiple of the step. */
  List<HotRow> removeUntil(long horizon) {
    List<HotRow> removed = new ArrayList<>();
    while (!byEnd.isEmpty() && byEnd.firstKey() <= horizon) {
      for (HotRow row : byEnd.pollFirstEntry().getValue()) {
        rows.remove(row.key);
        row.series.remove(row);
        if (row.series.isEmpty()) {
          series.remove(row.series.key);
          seriesBytes -= row.series.bytes();
        }
        removed.add(row);
      }
    }
    return removed;
  }

  /** The least multiple of the step that is not before the end. */
  static long step(long end) {
    return Math.floorDiv(end + STEP_MILLIS - 1, STEP_MILLIS) * STEP_MILLIS;
  }
}
