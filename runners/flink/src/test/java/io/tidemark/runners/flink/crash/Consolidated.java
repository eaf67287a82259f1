package io.tidemark.runners.flink.crash;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/**
 * What stands after all changes, by the rule that every sink of the changelog follows: a newer
 * version of a window replaces an older one, and a session also the older ones that it overlaps.
 */
final class Consolidated {

  private Consolidated() {}

  static Map<String, Long> rows(List<Entry> entries) {
    Map<String, List<Entry>> byKey = new HashMap<>();
    for (Entry entry : entries) {
      byKey
          .computeIfAbsent(entry.windowing() + " " + entry.key(), any -> new ArrayList<>())
          .add(entry);
    }
    Map<String, Long> rows = new TreeMap<>();
    byKey
        .values()
        .forEach(changes -> standing(changes).forEach((window, entry) -> put(rows, entry)));
    return rows;
  }

  /** What is wrong with the rows, by row; nothing when they are those of the model. */
  static Map<String, String> difference(Map<String, Long> model, Map<String, Long> rows) {
    Map<String, String> difference = new TreeMap<>();
    model.forEach(
        (row, total) -> {
          if (!total.equals(rows.get(row))) {
            difference.put(row, "is " + rows.get(row) + ", should be " + total);
          }
        });
    rows.forEach(
        (row, total) -> {
          if (!model.containsKey(row)) {
            difference.put(row, "is " + total + ", should not be");
          }
        });
    return difference;
  }

  private static void put(Map<String, Long> rows, Entry entry) {
    rows.put(
        CrashModel.row(entry.windowing(), entry.key(), entry.change().window()),
        entry.change().value());
  }

  private static Map<IntervalWindow, Entry> standing(List<Entry> changes) {
    changes.sort(Comparator.comparingLong(entry -> entry.change().version()));
    Map<IntervalWindow, Entry> standing = new HashMap<>();
    for (Entry entry : changes) {
      IntervalWindow window = entry.change().window();
      if (entry.change().isRetraction()) {
        standing.remove(window);
      } else {
        if (entry.windowing().equals(CrashJob.SESSIONS)) {
          standing.keySet().removeIf(other -> overlap(other, window));
        }
        standing.put(window, entry);
      }
    }
    return standing;
  }

  /** Whether their events do: the last gap of a session is silent. */
  private static boolean overlap(IntervalWindow a, IntervalWindow b) {
    return !a.start().isAfter(b.end().minus(CrashJob.GAP))
        && !b.start().isAfter(a.end().minus(CrashJob.GAP));
  }
}
