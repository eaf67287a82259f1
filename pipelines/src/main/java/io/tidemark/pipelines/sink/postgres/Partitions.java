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
 * Makes the partitions of one table before rows of them arrive: weeks, which begin on Monday, or
 * days, both in UTC.
 */
final class Partitions {

  /** 4713 BC, in milliseconds since the epoch: the earliest that PostgreSQL can store. */
  static final long EARLIEST_MILLIS = -210_866_803_200_000L;

  static final long DAY_MILLIS = 24L * 60 * 60 * 1000;

  private static final long WEEK_MILLIS = 7 * DAY_MILLIS;

  /** 1970-01-05, a Monday, in milliseconds since the epoch. */
  private static final long A_MONDAY_MILLIS = 4 * DAY_MILLIS;

  private final String table;
  private final long millis;
  private final Set<Long> known = new HashSet<>();

  private Partitions(String table, long millis) {
    this.table = table;
    this.millis = millis;
  }

  /** Returns those of a table of windows: weeks of event time. */
  static Partitions weekly(String table) {
    return new Partitions(table, WEEK_MILLIS);
  }

  /** Returns those of a table of revisions: days of recording. */
  static Partitions daily(String table) {
    return new Partitions(table, DAY_MILLIS);
  }

  /**
   * Makes the partitions of these times that are missing, in transactions of their own, and
   * announces them to all sessions of the database.
   *
   * @return whether any was missing, as far as is known here: the transaction that was open is over
   */
  boolean ensure(Connection connection, Set<Long> times) throws SQLException {
    Set<Long> missing = new HashSet<>();
    for (long at : times) {
      if (!known.contains(number(at)) && missing.add(number(at))) {
        call(connection, "SELECT tidemark_ensure_partition(?, ?)", table, timestamp(at));
      }
    }
    if (!missing.isEmpty()) {
      call(connection, "SELECT tidemark_announce_partitions(?)", table);
      known.addAll(missing);
    }
    return !missing.isEmpty();
  }

  /**
   * Asks the database again for each partition: one was dropped, or this session does not know it
   * yet.
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

  private long number(long at) {
    return Math.floorDiv(at - A_MONDAY_MILLIS, millis);
  }

  /** Returns the time as a parameter of type {@code timestamptz}. */
  static OffsetDateTime timestamp(long millis) {
    return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
  }
}
