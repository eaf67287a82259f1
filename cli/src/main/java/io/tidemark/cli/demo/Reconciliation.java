package io.tidemark.cli.demo;

import io.tidemark.traffic.generate.Feed;
import io.tidemark.traffic.generate.InjectedCounts;
import io.tidemark.traffic.generate.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Sent against what stands: {@code sent = aggregated + duplicates + dead letters + open}, where
 * open is what is in windows that have not fired or on its way. Duplicates are those injected.
 */
record Reconciliation(InjectedCounts sent, DatabaseSnapshot standing) {

  /** Records of the feed that are neither in a row nor set aside nor a duplicate. */
  long open(Feed feed) {
    return sent.of(feed)
        - standing.aggregated().get(feed)
        - sent.of(feed, Kind.DUPLICATE)
        - standing.setAside().get(feed);
  }

  /** Whether nothing is open, so that every record sent has its fate. */
  boolean balanced() {
    for (Feed feed : Feed.values()) {
      if (open(feed) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether it is balanced and every window that has a row is past its end. */
  boolean settled() {
    return balanced() && standing.rows("EARLY") == 0;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(line("topic", "sent", "aggregated", "duplicates", "dead letters", "open"));
    for (Feed feed : Feed.values()) {
      lines.add(
          line(
              feed.topic(),
              number(sent.of(feed)),
              number(standing.aggregated().get(feed)),
              number(sent.of(feed, Kind.DUPLICATE)),
              number(standing.setAside().get(feed)),
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
