package io.tidemark.pipelines.sink.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.joda.time.Duration;

/**
 * Drops what has grown old, a weekly partition at a time: no row is deleted, no table is vacuumed.
 *
 * <p>A row's age is that of its window's start (of its recording, for a dead letter), and a week is
 * dropped once its last instant is older than the age given. Nothing runs this by itself: a history
 * of 2023 replayed today is older than any retention, and must not vanish while it is looked at.
 * Run it from the command line, or daily from cron. A writer that still has rows for a dropped week
 * makes the week again.
 */
public final class Retention {

  private static final List<String> TABLES =
      List.of(
          "performance_window",
          "sliding_window",
          "feedback_session",
          "health_window",
          "anomaly",
          "dead_letter");

  private Retention() {}

  /**
   * Drops the partitions that hold nothing younger than {@code maxAge} before {@code now}, and
   * returns their names. Waits at most 10 s for the lock on a table; if it is not to be had, the
   * tables before it are done and the exception says which one was busy.
   */
  public static List<String> dropExpired(JdbcConfig config, Duration maxAge, Instant now)
      throws SQLException {
    if (maxAge.getMillis() <= 0) {
      throw new IllegalArgumentException(
          "retention " + maxAge.getMillis() + " ms must be longer than 0, as in 90d");
    }
    List<String> dropped = new ArrayList<>();
    try (Connection connection = config.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      for (String table : TABLES) {
        List<String> some;
        do {
          some = dropExpired(connection, table, maxAge, now);
          connection.commit();
          dropped.addAll(some);
        } while (!some.isEmpty());
      }
    }
    return dropped;
  }

  private static List<String> dropExpired(
      Connection connection, String table, Duration maxAge, Instant now) throws SQLException {
    try (PreparedStatement wait = connection.prepareStatement("SET LOCAL lock_timeout = '10s'");
        PreparedStatement drop =
            connection.prepareStatement(
                "SELECT tidemark_drop_expired(?, ? * interval '1 millisecond', ?)")) {
      wait.execute();
      drop.setString(1, table);
      drop.setLong(2, maxAge.getMillis());
      drop.setObject(3, Partitions.timestamp(now.toEpochMilli()));
      List<String> dropped = new ArrayList<>();
      try (ResultSet names = drop.executeQuery()) {
        while (names.next()) {
          dropped.add(names.getString(1));
        }
      }
      return dropped;
    }
  }
}
