package io.tidemark.runners.flink.crash;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.joda.time.Instant;

/** What must stand in the end: a fold over all events, in plain Java, by row text. */
final class CrashModel {

  private final Map<String, Long> rows = new TreeMap<>();

  private CrashModel() {}

  static Map<String, Long> rows(Replay replay) {
    CrashModel model = new CrashModel();
    Map<String, SortedMap<Long, Long>> byTime = new TreeMap<>();
    for (long i = 0; i < replay.events(); i++) {
      String key = replay.key(i);
      model.addToWindows(key, replay.timestampMillis(i), replay.value(i));
      byTime
          .computeIfAbsent(key, any -> new TreeMap<>())
          .merge(replay.timestampMillis(i), replay.value(i), Long::sum);
    }
    byTime.forEach(model::addSessions);
    return model.rows;
  }

  /** One row: windowing, key and window. */
  static String row(String windowing, String key, IntervalWindow window) {
    return windowing + " " + key + " " + window;
  }

  private void addToWindows(String key, long millis, long value) {
    Instant time = Instant.ofEpochMilli(millis);
    IntervalWindow fixed = FixedWindows.of(CrashJob.SIZE).assignWindow(time);
    rows.merge(row(CrashJob.FIXED, key, fixed), value, Long::sum);
    SlidingWindows sliding = SlidingWindows.of(CrashJob.SIZE).every(CrashJob.PERIOD);
    for (IntervalWindow window : sliding.assignWindows(time)) {
      rows.merge(row(CrashJob.SLIDING, key, window), value, Long::sum);
    }
  }

  private void addSessions(String key, SortedMap<Long, Long> byTime) {
    long gap = CrashJob.GAP.getMillis();
    long start = byTime.firstKey();
    long last = start;
    long total = 0;
    for (Map.Entry<Long, Long> at : byTime.entrySet()) {
      if (at.getKey() >= last + gap) {
        addSession(key, start, last + gap, total);
        start = at.getKey();
        total = 0;
      }
      last = at.getKey();
      total += at.getValue();
    }
    addSession(key, start, last + gap, total);
  }

  private void addSession(String key, long start, long end, long total) {
    IntervalWindow window =
        new IntervalWindow(Instant.ofEpochMilli(start), Instant.ofEpochMilli(end));
    rows.put(row(CrashJob.SESSIONS, key, window), total);
  }
}
