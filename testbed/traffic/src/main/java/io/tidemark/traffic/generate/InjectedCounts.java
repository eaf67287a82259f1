package io.tidemark.traffic.generate;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * How many records of each feed and kind were generated, so that a run can be checked: {@code read
 * = aggregated + duplicates + dead letters}. Safe for use by several threads.
 */
public final class InjectedCounts {
  private final Map<Feed, Map<Kind, Long>> counts = new EnumMap<>(Feed.class);

  /** Counts one record. */
  public synchronized void add(Feed feed, Kind kind) {
    counts.computeIfAbsent(feed, f -> new EnumMap<>(Kind.class)).merge(kind, 1L, Long::sum);
  }

  /** Returns the number of records of a feed and kind. */
  public synchronized long of(Feed feed, Kind kind) {
    return counts.getOrDefault(feed, Map.of()).getOrDefault(kind, 0L);
  }

  /** Returns the number of records of a kind, over all feeds. */
  public long of(Kind kind) {
    long sum = 0;
    for (Feed feed : Feed.values()) {
      sum += of(feed, kind);
    }
    return sum;
  }

  /** Returns the number of records of a feed, over all kinds. */
  public long of(Feed feed) {
    long sum = 0;
    for (Kind kind : Kind.values()) {
      sum += of(feed, kind);
    }
    return sum;
  }

  /** Returns the number of all records. */
  public long total() {
    long sum = 0;
    for (Feed feed : Feed.values()) {
      sum += of(feed);
    }
    return sum;
  }

  /**
   * Returns a table with a line for each kind, a column for each topic, and what should become of
   * the kind.
   */
  public String table() {
    List<String> lines = new ArrayList<>();
    lines.add(line("injected", Feed::topic, "should be"));
    for (Kind kind : Kind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      lines.add(line(name, feed -> "%,d".formatted(of(feed, kind)), kind.fate()));
    }
    lines.add(line("all", feed -> "%,d".formatted(of(feed)), "%,d records".formatted(total())));
    return String.join("\n", lines);
  }

  private static String line(String name, Function<Feed, String> cell, String fate) {
    StringBuilder line = new StringBuilder("%-15s".formatted(name));
    for (Feed feed : Feed.values()) {
      line.append("%15s".formatted(cell.apply(feed)));
    }
    return line.append("  ").append(fate).toString();
  }
}
