package io.tidemark.query.rollup;

import io.tidemark.query.postgres.Database;
import io.tidemark.query.postgres.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Rolls up rows, and figures of days that were rolled up before, in one snapshot.
 *
 * <p>Cost: final days that are stored cost a count of their rows; the first time, and for anything
 * finer than days of UTC, every row is read.
 */
public final class PostgresRollups {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final long DAY = 86_400_000L;

  private static final int FETCHED = 1_000;

  private final Database database;
  private final DayStore days;

  /** Creates it; nothing is read yet. */
  public PostgresRollups(Database database) {
    this.database = database;
    this.days = new DayStore(database);
  }

  /**
   * Rolls up.
   *
   * @param ofDays whether windows do not reach over the end of a day of UTC
   */
  Rollup read(RollupQuery query, boolean ofDays) {
    Map<DayStore.Day, DayStore.Stored> made = new HashMap<>();
    Rollup rollup = database.read(connection -> read(connection, query, ofDays, made));
    if (!made.isEmpty()) {
      days.store(query.computation(), made);
    }
    return rollup;
  }

  private Rollup read(
      Connection connection,
      RollupQuery query,
      boolean ofDays,
      Map<DayStore.Day, DayStore.Stored> made)
      throws SQLException {
    try (Statement settings = connection.createStatement()) {
      settings.execute(
          "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SET LOCAL jit = off;"
              + " SET LOCAL statement_timeout = "
              + TIMEOUT.toMillis());
    }
    Rollup rollup = new Rollup(query);
    long first = -Math.floorDiv(-query.from(), DAY) * DAY;
    long end = query.to();
    if (query.finalBefore() != null) {
      end = Math.min(end, query.finalBefore());
    }
    end = Math.floorDiv(end, DAY) * DAY;
    boolean useDays =
        ofDays
            && query.computation() != null
            && query.finalBefore() != null
            && query.buckets().holdDaysOfUtc()
            && first < end;
    if (!useDays) {
      rows(connection, query, query.from(), query.to(), rollup);
      return rollup;
    }
    rows(connection, query, query.from(), first, rollup);
    days(connection, query, first / DAY, end / DAY, rollup, made);
    rows(connection, query, end, query.to(), rollup);
    return rollup;
  }

  private void days(
      Connection connection,
      RollupQuery query,
      long first,
      long end,
      Rollup rollup,
      Map<DayStore.Day, DayStore.Stored> made)
      throws SQLException {
    LocalDate firstDay = LocalDate.ofEpochDay(first);
    LocalDate endDay = LocalDate.ofEpochDay(end);
    String computation = query.computation();
    Map<DayStore.Day, DayStore.Stamp> stamps =
        DayStore.stamps(connection, computation, firstDay, endDay, TIMEOUT);
    Map<DayStore.Day, DayStore.Stored> stored =
        DayStore.stored(connection, computation, firstDay, endDay);
    Set<LocalDate> missing = new HashSet<>();
    for (Map.Entry<DayStore.Day, DayStore.Stamp> day : stamps.entrySet()) {
      DayStore.Stored known = stored.get(day.getKey());
      if (known == null || !known.stamp().equals(day.getValue())) {
        missing.add(day.getKey().day());
      }
    }
    Map<DayStore.Day, Rollup.Parts> fresh = new HashMap<>();
    for (LocalDate day : missing) {
      fresh.putAll(day(connection, query, day));
    }
    // In one order, so that the same rows have the same figures, to the last digit.
    for (DayStore.Day day : new TreeSet<>(stamps.keySet())) {
      Rollup.Parts parts = fresh.get(day);
      Figures settled = parts == null ? stored.get(day).figures() : parts.settledForever();
      rollup.of(day.key(), DayStore.millis(day.day()), true).add(settled);
      if (parts != null && parts.provisional().windows() == 0) {
        made.put(day, new DayStore.Stored(stamps.get(day), settled));
      } else if (parts != null && query.withOpen()) {
        rollup.of(day.key(), DayStore.millis(day.day()), false).add(parts.provisional());
      }
    }
  }

  /** Rolls up the rows of a day; only where none of them is early may it be stored. */
  private static Map<DayStore.Day, Rollup.Parts> day(
      Connection connection, RollupQuery query, LocalDate day) throws SQLException {
    long start = DayStore.millis(day);
    RollupQuery all =
        new RollupQuery(
            start,
            start + DAY,
            Buckets.NONE,
            query.by(),
            query.computation(),
            query.finalBefore(),
            true);
    Map<DayStore.Day, Rollup.Parts> bySeries = new HashMap<>();
    scan(
        connection,
        all,
        start,
        start + DAY,
        (key, windowStart, isFinal) ->
            bySeries
                .computeIfAbsent(
                    new DayStore.Day(day, key),
                    of -> new Rollup.Parts(new Figures(), new Figures()))
                .of(isFinal));
    return bySeries;
  }

  private static void rows(
      Connection connection, RollupQuery query, long from, long to, Rollup rollup)
      throws SQLException {
    if (from < to) {
      scan(connection, query, from, to, rollup::of);
    }
  }

  /** Says which figures a row belongs to. */
  @FunctionalInterface
  private interface Target {
    Figures of(String key, long windowStart, boolean isFinal);
  }

  private static void scan(
      Connection connection, RollupQuery query, long from, long to, Target target)
      throws SQLException {
    Sql sql =
        new Sql()
            .add("SELECT key, floor(extract(epoch FROM window_start) * 1000)::int8,")
            .add(" floor(extract(epoch FROM window_end) * 1000)::int8, pane, ")
            .add(Figures.selection())
            .add(" FROM performance_window WHERE window_start >= ?", Sql.millis(from))
            .add(" AND window_start < ?", Sql.millis(to));
    if (query.computation() == null) {
      sql.add(" AND computation IS NULL");
    } else {
      sql.add(" AND computation = ?", query.computation());
    }
    if (!query.withOpen()) {
      sql.add(" AND pane <> 'EARLY'");
    }
    sql.add(" ORDER BY window_start, key COLLATE \"C\", window_end");
    try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
      statement.setFetchSize(FETCHED);
      sql.bind(statement);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          boolean isFinal = query.isFinal(rows.getString(4), rows.getLong(3));
          target.of(rows.getString(1), rows.getLong(2), isFinal).addRow(rows, 5);
        }
      }
    }
  }
}
