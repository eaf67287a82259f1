package io.tidemark.query.rollup;

import io.tidemark.query.postgres.Database;
import io.tidemark.query.postgres.Sql;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Figures of series and days that are final, in the table {@code rollup_day}. They are used only if
 * the rows that they were made of are still the same, which is asked in the same snapshot.
 */
final class DayStore {

  private static final Logger LOG = LoggerFactory.getLogger(DayStore.class);

  private static final String INSERT =
      """
      INSERT INTO rollup_day (day, key, computation, row_count, max_version, version_sum, figures,
        latency_ms_sketch, ttft_ms_sketch, time_per_output_token_ms_sketch, made_at)
      VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, clock_timestamp())
      ON CONFLICT (day, computation, key) DO UPDATE SET row_count = EXCLUDED.row_count,
        max_version = EXCLUDED.max_version, version_sum = EXCLUDED.version_sum,
        figures = EXCLUDED.figures, latency_ms_sketch = EXCLUDED.latency_ms_sketch,
        ttft_ms_sketch = EXCLUDED.ttft_ms_sketch,
        time_per_output_token_ms_sketch = EXCLUDED.time_per_output_token_ms_sketch,
        made_at = EXCLUDED.made_at""";

  private final Database database;
  private volatile boolean isRefused;

  DayStore(Database database) {
    this.database = database;
  }

  /** A series on a day of UTC. */
  record Day(LocalDate day, String key) implements Comparable<Day> {
    @Override
    public int compareTo(Day that) {
      int byDay = day.compareTo(that.day);
      return byDay != 0 ? byDay : key.compareTo(that.key);
    }
  }

  /** Which rows there are: any write of one of them, and any deletion, changes it. */
  record Stamp(long rows, long maxVersion, String versionSum) {}

  /** Figures that were stored, and of which rows. */
  record Stored(Stamp stamp, Figures figures) {}

  /** Returns the stamps of days, each of which is whole. */
  static Map<Day, Stamp> stamps(
      Connection connection, String computation, LocalDate first, LocalDate end, Duration timeout)
      throws SQLException {
    try (Statement settings = connection.createStatement()) {
      // All rows of whole weeks are counted: that is a scan.
      settings.execute("SET LOCAL enable_seqscan = on");
    }
    String sql =
        "SELECT (window_start AT TIME ZONE 'UTC')::date, key, count(*), max(version),"
            + " sum(version)::text FROM performance_window WHERE window_start >= ? AND"
            + " window_start < ? AND computation = ? GROUP BY 1, 2";
    Map<Day, Stamp> stamps = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, Sql.millis(millis(first)));
      statement.setObject(2, Sql.millis(millis(end)));
      statement.setString(3, computation);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          stamps.put(
              new Day(rows.getObject(1, LocalDate.class), rows.getString(2)),
              new Stamp(rows.getLong(3), rows.getLong(4), rows.getString(5)));
        }
      }
    }
    return stamps;
  }

  static Map<Day, Stored> stored(
      Connection connection, String computation, LocalDate first, LocalDate end)
      throws SQLException {
    String sql =
        "SELECT day, key, row_count, max_version, version_sum::text, figures::text,"
            + " latency_ms_sketch, ttft_ms_sketch, time_per_output_token_ms_sketch FROM rollup_day"
            + " WHERE day >= ? AND day < ? AND computation = ?";
    Map<Day, Stored> stored = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, first);
      statement.setObject(2, end);
      statement.setString(3, computation);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          stored.put(
              new Day(rows.getObject(1, LocalDate.class), rows.getString(2)),
              new Stored(
                  new Stamp(rows.getLong(3), rows.getLong(4), rows.getString(5)),
                  Figures.of(rows.getString(6), sketches(rows))));
        }
      }
    }
    return stored;
  }

  private static Map<Measure, byte[]> sketches(ResultSet rows) throws SQLException {
    Map<Measure, byte[]> sketches = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.values()) {
      byte[] sketch = rows.getBytes(measure.sketchColumn());
      if (sketch != null) {
        sketches.put(measure, sketch);
      }
    }
    return sketches;
  }

  /** Stores figures. A database that refuses costs time, and no answer. */
  void store(String computation, Map<Day, Stored> days) {
    if (days.isEmpty() || isRefused) {
      return;
    }
    try {
      database.write(connection -> insert(connection, computation, days));
    } catch (RuntimeException e) {
      isRefused = true;
      LOG.warn(
          "roll-ups of days are not kept, and made anew each time: {}; grant INSERT and UPDATE on"
              + " rollup_day, and start again",
          e.getMessage());
    }
  }

  private static int insert(Connection connection, String computation, Map<Day, Stored> days)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      for (Map.Entry<Day, Stored> day : days.entrySet()) {
        Stored stored = day.getValue();
        statement.setDate(1, Date.valueOf(day.getKey().day()));
        statement.setString(2, day.getKey().key());
        statement.setString(3, computation);
        statement.setLong(4, stored.stamp().rows());
        statement.setLong(5, stored.stamp().maxVersion());
        statement.setBigDecimal(6, new java.math.BigDecimal(stored.stamp().versionSum()));
        statement.setString(7, stored.figures().json());
        int column = 8;
        for (Measure measure : Measure.values()) {
          SketchSum sketch = stored.figures().sketch(measure);
          statement.setBytes(column++, sketch.count() == 0 ? null : sketch.stored());
        }
        statement.addBatch();
      }
      return statement.executeBatch().length;
    }
  }

  static long millis(LocalDate day) {
    return day.toEpochDay() * 86_400_000L;
  }
}
