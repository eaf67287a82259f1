package io.tidemark.system;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Compares everything that a run has put out with what it must be: tables, topics and dead letters.
 *
 * @param run the run
 * @param sent the records that were sent to it
 * @param connection to its database
 */
record Audit(StreamRun run, List<Sent> sent, Connection connection) {
  private static final int SHOWN = 20;

  private static final Map<String, String> TABLES =
      Map.of(
          "performance", "performance_window",
          "sliding", "sliding_window",
          "feedback", "feedback_session",
          "health", "health_window");

  /** Returns what must still arrive; empty if nothing must. */
  String missing() throws Exception {
    String rows = truth().missing(connection);
    if (!rows.isEmpty()) {
      return rows;
    }
    List<String> topics = topics();
    return topics.isEmpty() ? "" : topics.get(0);
  }

  /** Returns a line for everything that is not as it must be. */
  List<String> differences() throws Exception {
    StreamTruth truth = truth();
    List<String> differences = new ArrayList<>();
    differences.addAll(truth.performance(connection));
    differences.addAll(truth.sliding(connection));
    differences.addAll(truth.feedback(connection));
    differences.addAll(truth.health(connection));
    differences.addAll(truth.rejections());
    differences.addAll(truth.lateWithOtherBytes());
    differences.addAll(topics());
    return differences;
  }

  StreamTruth truth() throws Exception {
    return StreamTruth.of(SmallWindows.MODEL, sent, connection);
  }

  private List<String> topics() throws Exception {
    List<String> differences = new ArrayList<>();
    Map<String, Letter> published = anonymous(run.published().deadLetters());
    Map<String, Letter> stored = anonymous(Letter.of(connection));
    Set<String> ids = new TreeSet<>(stored.keySet());
    ids.addAll(published.keySet());
    ids.stream()
        .filter(id -> !Objects.equals(stored.get(id), published.get(id)))
        .map(id -> "dead letter: table " + stored.get(id) + ", topic " + published.get(id))
        .limit(SHOWN)
        .forEach(differences::add);
    for (Map.Entry<String, String> stream : new TreeMap<>(TABLES).entrySet()) {
      Map<String, Map<String, Object>> rows = run.published().changes(stream.getKey()).rows();
      if (stream.getKey().equals("feedback")) {
        withdrawSuperseded(rows);
      }
      TableRows.differences(TableRows.of(connection, stream.getValue()), rows, Set.of("version"))
          .forEach(line -> differences.add("topic " + stream.getKey() + ": " + line));
    }
    return differences;
  }

  private static Map<String, Letter> anonymous(Map<String, Letter> letters) {
    letters.replaceAll((id, letter) -> letter.anonymous());
    return letters;
  }

  /**
   * Removes each session that a newer one of its key overlaps, as the table does and a reader of a
   * topic written at least once must do. A lost attempt may have published a session that the
   * replay forms otherwise, and then no attempt that runs can withdraw it.
   */
  private static void withdrawSuperseded(Map<String, Map<String, Object>> sessions) {
    Map<Object, List<Map<String, Object>>> byKey =
        sessions.values().stream().collect(Collectors.groupingBy(row -> row.get("key")));
    sessions
        .values()
        .removeIf(row -> byKey.get(row.get("key")).stream().anyMatch(o -> supersedes(o, row)));
  }

  private static boolean supersedes(Map<String, Object> newer, Map<String, Object> older) {
    return number(newer, "updated_at") > number(older, "updated_at")
        && number(newer, "window_start") < number(older, "window_end")
        && number(older, "window_start") < number(newer, "window_end");
  }

  private static long number(Map<String, Object> row, String column) {
    return (Long) row.get(column);
  }
}
