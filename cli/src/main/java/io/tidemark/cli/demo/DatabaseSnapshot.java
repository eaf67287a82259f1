package io.tidemark.cli.demo;

import io.tidemark.traffic.generate.Feed;
import io.tidemark.traffic.output.OtlpRecords;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is in the database at one moment.
 *
 * @param panes the number of rows in the four window tables, by the timing of their pane
 * @param deadLetters the number of dead letters, by reason
 * @param aggregated the number of events in the rows of each feed; for performance, in fixed
 *     windows
 * @param setAside the number of records of each feed that became dead letters. One that only a
 *     sliding window refused does not count, because its fixed window has it
 */
record DatabaseSnapshot(
    Map<String, Long> panes,
    Map<String, Long> deadLetters,
    Map<Feed, Long> aggregated,
    Map<Feed, Long> setAside) {

  private static final String PANES =
      """
      select pane, count(*) from (
        select pane from performance_window union all select pane from sliding_window union all
        select pane from feedback_session union all select pane from health_window) rows
      group by pane order by pane
      """;
  private static final String REASONS =
      "select reason, count(*) from dead_letter group by reason order by reason";
  private static final String AGGREGATED =
      """
      select 'perf-metrics', coalesce(sum(events), 0) from performance_window union all
      select 'user-feedback', coalesce(sum(events), 0) from feedback_session union all
      select 'system-health', coalesce(sum(events), 0) from health_window
      """;
  private static final String SET_ASIDE =
      """
      select topic, count(distinct (partition, "offset")) from dead_letter
      where not (reason = 'LATE' and (step ilike '%sliding%' or step ilike '%anomal%'))
      group by topic
      """;

  /** Reads the present numbers. */
  static DatabaseSnapshot read(Connection connection) throws SQLException {
    return new DatabaseSnapshot(
        counts(connection, PANES),
        counts(connection, REASONS),
        byFeed(counts(connection, AGGREGATED)),
        byFeed(counts(connection, SET_ASIDE)));
  }

  private static Map<String, Long> counts(Connection connection, String sql) throws SQLException {
    Map<String, Long> counts = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        counts.put(rows.getString(1), rows.getLong(2));
      }
    }
    return counts;
  }

  private static Map<Feed, Long> byFeed(Map<String, Long> byTopic) {
    Map<Feed, Long> counts = new LinkedHashMap<>();
    for (Feed feed : Feed.values()) {
      long count = byTopic.getOrDefault(feed.topic(), 0L);
      String otlp = OtlpRecords.topic(feed);
      counts.put(feed, otlp.equals(feed.topic()) ? count : count + byTopic.getOrDefault(otlp, 0L));
    }
    return counts;
  }

  /** Returns the number of rows whose pane has this timing. */
  long rows(String pane) {
    return panes.getOrDefault(pane, 0L);
  }

  /**
   * Returns one line: {@code rows EARLY 12, ON_TIME 90, LATE 3 | dead letters LATE 14, MALFORMED
   * 5}.
   */
  String line() {
    return "rows "
        + list(panes)
        + " | dead letters "
        + (deadLetters.isEmpty() ? "none" : list(deadLetters));
  }

  private static String list(Map<String, Long> counts) {
    return counts.isEmpty()
        ? "none yet"
        : counts.entrySet().stream()
            .map(e -> e.getKey() + " " + "%,d".formatted(e.getValue()))
            .collect(Collectors.joining(", "));
  }
}
