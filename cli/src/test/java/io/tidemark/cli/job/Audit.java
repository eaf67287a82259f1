package io.tidemark.cli.job;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Compares all that a run has put out with what it must be: tables, topics, dead letters. */
record Audit(StreamRun run, List<Sent> sent, Connection connection) {
  private static final Map<String, String> TABLES =
      Map.of(
          "performance", "performance_window",
          "sliding", "sliding_window",
          "feedback", "feedback_session",
          "health", "health_window");

  /** What has yet to arrive; empty when nothing has. */
  String missing() throws Exception {
    String rows = truth().missing(connection);
    if (!rows.isEmpty()) {
      return rows;
    }
    List<String> topics = topics();
    return topics.isEmpty() ? "" : topics.get(0);
  }

  /** Everything that is not as it must be, a line each. */
  List<String> differences() throws Exception {
    StreamTruth truth = truth();
    List<String> differences = new ArrayList<>();
    differences.addAll(truth.performance(connection));
    differences.addAll(truth.sliding(connection));
    differences.addAll(truth.feedback(connection));
    differences.addAll(truth.health(connection));
    differences.addAll(truth.rejections());
    differences.addAll(topics());
    return differences;
  }

  StreamTruth truth() throws Exception {
    return StreamTruth.of(SmallWindows.MODEL, sent, connection);
  }

  private List<String> topics() throws Exception {
    List<String> differences = new ArrayList<>();
    Map<String, Letter> published = run.published().deadLetters();
    Map<String, Letter> stored = Letter.of(connection);
    if (!published.equals(stored)) {
      differences.add(
          "dead letters: "
              + published.size()
              + " in the topic, "
              + stored.size()
              + " in the table");
    }
    for (Map.Entry<String, String> stream : new TreeMap<>(TABLES).entrySet()) {
      TableRows.differences(
              TableRows.of(connection, stream.getValue()),
              run.published().changes(stream.getKey()).rows(),
              Set.of("version"))
          .forEach(line -> differences.add("topic " + stream.getKey() + ": " + line));
    }
    return differences;
  }
}
