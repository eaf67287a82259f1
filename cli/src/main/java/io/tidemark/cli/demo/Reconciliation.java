package io.tidemark.cli.demo;

import io.tidemark.traffic.generate.Feed;
import io.tidemark.traffic.generate.InjectedCounts;
import io.tidemark.traffic.generate.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares what was sent with what is in the database: {@code sent = aggregated + duplicates + dead
 * letters + open}. Open are the records in windows that have not fired and those still on their
 * way.
 *
 * @param sent the records sent, by kind; its duplicates are those that were injected
 * @param snapshot what is in the database
 */
record Reconciliation(InjectedCounts sent, DatabaseSnapshot snapshot) {

  /**
   * Returns the number of records of a feed that are neither in a row nor set aside nor duplicates.
   */
  long open(Feed feed) {
    return sent.of(feed)
        - snapshot.aggregated().get(feed)
        - sent.of(feed, Kind.DUPLICATE)
        - snapshot.setAside().get(feed);
  }

  /** Returns whether nothing is open, so that every record sent is accounted for. */
  boolean balanced() {
    for (Feed feed : Feed.values()) {
      if (open(feed) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether nothing is open and every window that has a row is past its end. */
  boolean settled() {
    return balanced() && snapshot.rows("EARLY") == 0;
  }

  /** Returns a table with a line for each feed. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(line("topic", "sent", "aggregated", "duplicates", "dead letters", "open"));
    for (Feed feed : Feed.values()) {
      lines.add(
          line(
              feed.topic(),
              number(sent.of(feed)),
              number(snapshot.aggregated().get(feed)),
              number(sent.of(feed, Kind.DUPLICATE)),
              number(snapshot.setAside().get(feed)),
              number(open(feed))));
    }
    return lines;
  }

  private static String number(long count) {
    return "%,d".formatted(count);
  }

  private static String line(String... cells) {
    return "%-14s %10s = %11s + %11s + %13s + %8s".formatted((Object[]) cells);
  }
}
