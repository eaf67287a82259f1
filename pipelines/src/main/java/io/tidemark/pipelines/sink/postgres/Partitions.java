package io.tidemark.pipelines.sink.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;

/**
 * Makes the weekly partitions of one table before rows of those weeks arrive. Weeks begin on
 * Monday, in UTC.
 */
final class Partitions {

  /** 4713 BC, in milliseconds since the epoch: the earliest that PostgreSQL can store. */
  static final long EARLIEST_MILLIS = -210_866_803_200_000L;

  private static final long WEEK_MILLIS = 7L * 24 * 60 * 60 * 1000;

  /** 1970-01-05, a Monday, in milliseconds since the epoch. */
  private static final long A_MONDAY_MILLIS = 4L * 24 * 60 * 60 * 1000;

  private final String table;
  private final Set<Long> known = new HashSet<>();

  Partitions(String table) {
    this.table = table;
  }

  /**
   * Makes the partitions of these times that are missing, in transactions of their own, and
   * announces them to all sessions of the database.
   */
  void ensure(Connection connection, Set<Long> millis) throws SQLException {
    Set<Long> missing = new HashSet<>();
    for (long at : millis) {
      if (!known.contains(week(at)) && missing.add(week(at))) {
        call(connection, "SELECT tidemark_ensure_partition(?, ?)", table, timestamp(at));
      }
    }
    if (!missing.isEmpty()) {
      call(connection, "SELECT tidemark_announce_partitions(?)", table);
      known.addAll(missing);
    }
  }

  /**
   * Asks the database again for each week: a partition was dropped, or this session does not know
   * it yet.
   */
  void forget() {
    known.clear();
  }

  /** Calls a function, in a transaction of its own. */
  private static void call(Connection connection, String sql, Object... parameters)
      throws SQLException {
    try (PreparedStatement call = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        call.setObject(i + 1, parameters[i]);
      }
      call.execute();
    }
    connection.commit();
  }

  private static long week(long millis) {
    return Math.floorDiv(millis - A_MONDAY_MILLIS, WEEK_MILLIS);
  }

  /** Returns the time as a parameter of type {@code timestamptz}. */
  static OffsetDateTime timestamp(long millis) {
    return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
  }
}
