package io.tidemark.system;

import io.tidemark.traffic.generate.Feed;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What the rows of a streaming run must be: those of the model over the events that the run itself
 * did not judge late.
 *
 * @param model computes the rows
 * @param verdicts what became of each record
 */
record StreamTruth(WindowsModel model, Verdicts verdicts) {
  static final List<String> TABLES =
      List.of("performance_window", "sliding_window", "feedback_session", "health_window");

  static StreamTruth of(WindowsModel model, List<Sent> sent, Connection connection)
      throws SQLException {
    return new StreamTruth(model, new Verdicts(sent, Letter.of(connection).values()));
  }

  /**
   * Returns what must still arrive in the tables before they can be compared; empty if nothing
   * must.
   */
  String missing(Connection connection) throws SQLException {
    List<String> missing = new ArrayList<>();
    expectedEvents()
        .forEach(
            (table, expected) -> {
              long[] now = eventsAndEarly(connection, table);
              if (now[0] != expected || now[1] > 0) {
                missing.add(
                    "%s: %d events of %d, %d early rows"
                        .formatted(table, now[0], expected, now[1]));
              }
            });
    long spoiled = verdicts.sent().stream().filter(Sent::isSpoiled).count();
    long rejected = verdicts.letters().stream().filter(l -> l.missed().isEmpty()).count();
    if (rejected != spoiled) {
      missing.add("dead letters: %d rejected of %d".formatted(rejected, spoiled));
    }
    if (missing.isEmpty() && !sliding(connection).isEmpty()) {
      missing.add("sliding windows as the model");
    }
    return String.join("; ", missing);
  }

  private Map<String, Long> expectedEvents() {
    Map<String, Long> events = new LinkedHashMap<>();
    events.put("performance_window", count(Feed.PERFORMANCE, "Performance"));
    events.put("feedback_session", count(Feed.FEEDBACK, "Feedback"));
    events.put("health_window", count(Feed.HEALTH, "Health"));
    return events;
  }

  private long count(Feed feed, String windowing) {
    return verdicts.accepted(feed, windowing).size();
  }

  private static long[] eventsAndEarly(Connection connection, String table) {
    String sql =
        "select coalesce(sum(events), 0), count(*) filter (where pane = 'EARLY') from " + table;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return new long[] {row.getLong(1), row.getLong(2)};
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  List<String> performance(Connection connection) throws SQLException {
    return differences(
        model.performance(verdicts.accepted(Feed.PERFORMANCE, "Performance")),
        connection,
        "performance_window");
  }

  List<String> health(Connection connection) throws SQLException {
    return differences(
        model.health(verdicts.accepted(Feed.HEALTH, "Health")), connection, "health_window");
  }

  /**
   * Compares the sessions. If an event that was late for all others has joined a session, only the
   * number of events is compared, because no dead letter shows whether the neighbours of the
   * session had expired by then.
   */
  List<String> feedback(Connection connection) throws SQLException {
    Map<String, Map<String, Object>> expected =
        model.feedback(verdicts.accepted(Feed.FEEDBACK, "Feedback"));
    Map<String, Map<String, Object>> actual = TableRows.of(connection, "feedback_session");
    Set<Object> undecided =
        verdicts.undecided(Feed.FEEDBACK, "Feedback").stream()
            .map(event -> "session_id=" + event.text("session_id"))
            .collect(Collectors.toSet());
    long more = TableRows.events(actual) - TableRows.events(expected);
    expected.values().removeIf(row -> undecided.contains(row.get("key")));
    actual.values().removeIf(row -> undecided.contains(row.get("key")));
    List<String> differences = TableRows.differences(expected, actual, TableRows.WRITING);
    if (more != 0) {
      differences.add("feedback_session has " + more + " more events than the model");
    }
    return differences;
  }

  /**
   * Compares the sliding windows. A window with undecided events must be that of the model for the
   * decided ones and some of the undecided.
   */
  List<String> sliding(Connection connection) throws SQLException {
    Collection<ModelEvent> undecided = verdicts.undecided(Feed.PERFORMANCE, "Sliding");
    List<ModelEvent> decided = new ArrayList<>(verdicts.accepted(Feed.PERFORMANCE, "Sliding"));
    decided.removeAll(new HashSet<>(undecided));
    Map<String, Map<String, Object>> expected = model.sliding(decided);
    Map<String, Map<String, Object>> actual = TableRows.of(connection, "sliding_window");
    Map<String, List<ModelEvent>> others = bySlidingWindow(near(undecided, decided));
    bySlidingWindow(undecided)
        .forEach(
            (id, candidates) -> {
              List<ModelEvent> certain = others.getOrDefault(id, List.of());
              if (isSome(candidates, certain, id, actual.get(id))) {
                expected.remove(id);
                actual.remove(id);
              }
            });
    return TableRows.differences(expected, actual, TableRows.WRITING);
  }

  /** Returns the events that can share a sliding window with one of the few. */
  private List<ModelEvent> near(Collection<ModelEvent> few, Collection<ModelEvent> events) {
    TreeSet<Long> times = new TreeSet<>(few.stream().map(ModelEvent::timeMillis).toList());
    return events.stream()
        .filter(
            event -> {
              Long next = times.ceiling(event.timeMillis() - model.slidingMillis());
              return next != null && next <= event.timeMillis() + model.slidingMillis();
            })
        .toList();
  }

  private Map<String, List<ModelEvent>> bySlidingWindow(Collection<ModelEvent> events) {
    Map<String, List<ModelEvent>> windows = new TreeMap<>();
    for (ModelEvent event : events) {
      for (String id : model.slidingIds(event)) {
        windows.computeIfAbsent(id, i -> new ArrayList<>()).add(event);
      }
    }
    return windows;
  }

  /** Returns whether the row is that of the certain events and some of the candidates. */
  private boolean isSome(
      List<ModelEvent> candidates,
      List<ModelEvent> certain,
      String id,
      Map<String, Object> actual) {
    if (actual == null) {
      return certain.isEmpty();
    }
    Tokens needed =
        new Tokens(number(actual, "requests"), number(actual, "input_tokens"))
            .minus(Tokens.of(certain));
    return isSome(candidates, 0, needed, new ArrayList<>(certain), id, actual);
  }

  /** Asks the model only about choices whose tokens add up, which rules out almost all others. */
  private boolean isSome(
      List<ModelEvent> candidates,
      int from,
      Tokens needed,
      List<ModelEvent> members,
      String id,
      Map<String, Object> actual) {
    if (needed.equals(Tokens.NONE)) {
      Map<String, Object> row = model.slidingRow(id, members);
      return TableRows.differences(id, row, actual, TableRows.WRITING).isEmpty();
    }
    for (int i = from; i < candidates.size() && needed.requests() <= candidates.size() - i; i++) {
      ModelEvent chosen = candidates.get(i);
      Tokens left = needed.minus(Tokens.of(List.of(chosen)));
      if (left.requests() >= 0 && left.input() >= 0) {
        members.add(chosen);
        if (isSome(candidates, i + 1, left, members, id, actual)) {
          return true;
        }
        members.remove(members.size() - 1);
      }
    }
    return false;
  }

  private static long number(Map<String, Object> row, String column) {
    return ((Number) row.get(column)).longValue();
  }

  /** The number of requests, and the sum of their input tokens. */
  private record Tokens(long requests, long input) {
    static final Tokens NONE = new Tokens(0, 0);

    static Tokens of(List<ModelEvent> events) {
      return new Tokens(
          events.size(),
          events.stream().mapToLong(e -> e.number("input_tokens").longValueExact()).sum());
    }

    Tokens minus(Tokens other) {
      return new Tokens(requests - other.requests, input - other.input);
    }
  }

  /**
   * Returns a line for each record that was set aside for its content and should not have been, or
   * the other way round.
   */
  List<String> rejections() {
    Map<String, String> expected = new TreeMap<>();
    verdicts.sent().stream()
        .filter(Sent::isSpoiled)
        .forEach(s -> expected.put(s.place(), s.kind() + " " + hex(s)));
    Map<String, String> actual = new TreeMap<>();
    verdicts.letters().stream()
        .filter(letter -> letter.missed().isEmpty())
        .forEach(l -> actual.put(l.place(), l.fact("reason") + " " + l.originalHex()));
    Set<String> places = new TreeSet<>(expected.keySet());
    places.addAll(actual.keySet());
    return places.stream()
        .filter(place -> !Objects.equals(expected.get(place), actual.get(place)))
        .map(
            place ->
                "dead letter of %s: expected %s, is %s"
                    .formatted(place, expected.get(place), actual.get(place)))
        .toList();
  }

  /**
   * Returns a line for each late event whose dead letter does not have the bytes that were sent.
   */
  List<String> lateWithOtherBytes() {
    Map<String, Sent> sent = new TreeMap<>();
    verdicts.sent().forEach(s -> sent.put(s.place(), s));
    return verdicts.letters().stream()
        .filter(letter -> !letter.missed().isEmpty())
        .filter(letter -> !hasBytesOf(sent.get(letter.place()), letter))
        .map(letter -> "dead letter of %s has other bytes: %s".formatted(letter.place(), letter))
        .toList();
  }

  private static boolean hasBytesOf(@Nullable Sent sent, Letter letter) {
    return sent != null && letter.originalHex().equals(hex(sent));
  }

  private static String hex(Sent sent) {
    return HexFormat.of().formatHex(sent.record().bytes());
  }

  private static List<String> differences(
      Map<String, Map<String, Object>> expected, Connection connection, String table)
      throws SQLException {
    return TableRows.differences(
        new TreeMap<>(expected), TableRows.of(connection, table), TableRows.WRITING);
  }
}
