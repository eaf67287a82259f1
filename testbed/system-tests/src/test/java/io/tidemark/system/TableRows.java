package io.tidemark.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads the rows of a window table, by primary key. Timestamps are milliseconds since the epoch,
 * {@code jsonb} is a tree, {@code bytea} a text of hexadecimal digits.
 */
public final class TableRows {
  /** The columns that show when, how often and by what a row was written, rather than its value. */
  public static final Set<String> WRITING =
      Set.of("pane", "pane_index", "updated_at", "version", "computation");

  private static final JsonMapper JSON = new JsonMapper();
  private static final int SHOWN = 20;
  private static final double EXACT = 1e-9;
  private static final double ESTIMATE = 0.01 + 1e-9;

  private TableRows() {}

  static Map<String, Map<String, Object>> of(Connection connection, String table)
      throws SQLException {
    Map<String, Map<String, Object>> rows = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("select * from " + table)) {
      ResultSetMetaData columns = result.getMetaData();
      while (result.next()) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          row.put(columns.getColumnName(i), cell(result, i, columns.getColumnTypeName(i)));
        }
        rows.put(id(row), row);
      }
    }
    return rows;
  }

  /** Returns whether some row was last written by a pane of this timing. */
  static boolean hasPane(Connection connection, String table, String timing) throws SQLException {
    String sql = "select exists (select from " + table + " where pane = '" + timing + "')";
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static Object cell(ResultSet result, int i, String type) throws SQLException {
    if (result.getObject(i) == null) {
      return null;
    }
    return switch (type) {
      case "timestamptz" -> result.getObject(i, OffsetDateTime.class).toInstant().toEpochMilli();
      case "jsonb" -> tree(result.getString(i));
      case "bytea" -> HexFormat.of().formatHex(result.getBytes(i));
      default -> result.getObject(i);
    };
  }

  private static Object tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(json, e);
    }
  }

  /** Returns {@code key [start, end)}. */
  static String id(Map<String, Object> row) {
    return "%s [%s, %s)"
        .formatted(
            row.get("key"),
            Instant.ofEpochMilli((Long) row.get("window_start")),
            Instant.ofEpochMilli((Long) row.get("window_end")));
  }

  /** Returns the number of events in all rows. */
  public static long events(Map<String, Map<String, Object>> rows) {
    return rows.values().stream().mapToLong(row -> (Long) row.get("events")).sum();
  }

  /**
   * Returns a line for each row of {@code actual} that is missing or additional, and for each cell
   * that differs, except in the columns {@code ignored}. Percentiles may differ by 1 %, other
   * doubles by a relative 1e-9.
   */
  public static List<String> differences(
      Map<String, Map<String, Object>> expected,
      Map<String, Map<String, Object>> actual,
      Set<String> ignored) {
    List<String> differences = new ArrayList<>();
    Set<String> ids = new TreeSet<>(expected.keySet());
    ids.addAll(actual.keySet());
    for (String id : ids) {
      differences.addAll(differences(id, expected.get(id), actual.get(id), ignored));
    }
    if (differences.size() > SHOWN) {
      String more = "and " + (differences.size() - SHOWN) + " more";
      differences.subList(SHOWN, differences.size()).clear();
      differences.add(more);
    }
    return differences;
  }

  static List<String> differences(
      String id, Map<String, Object> expected, Map<String, Object> actual, Set<String> ignored) {
    if (expected == null || actual == null) {
      boolean missing = actual == null;
      Object events = (missing ? expected : actual).get("events");
      return List.of(id + (missing ? " is missing" : " is too many") + ": events " + events);
    }
    List<String> differences = new ArrayList<>();
    actual.forEach(
        (column, value) -> {
          if (!ignored.contains(column)
              && !isMoreThanIsKnown(column, expected)
              && !same(column, expected.get(column), value)) {
            differences.add(
                "%s %s: expected %s, is %s".formatted(id, column, expected.get(column), value));
          }
        });
    return differences;
  }

  /** Models and topics have no sketches. */
  private static boolean isMoreThanIsKnown(String column, Map<String, Object> expected) {
    return column.endsWith("_sketch") && !expected.containsKey(column);
  }

  private static boolean same(String column, Object expected, Object actual) {
    if (expected instanceof Double x && actual instanceof Double y) {
      double tolerance = column.matches(".*_p\\d\\d") ? ESTIMATE : EXACT;
      return Math.abs(x - y) <= tolerance * Math.abs(x);
    }
    return Objects.equals(expected, actual);
  }
}
