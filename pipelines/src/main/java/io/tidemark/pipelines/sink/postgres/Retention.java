package io.tidemark.pipelines.sink.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.joda.time.Duration;

/**
 * Drops old rows, a partition at a time, which is a week, or a day of revisions: no row is deleted
 * by itself, so no table needs a vacuum.
 *
 * <p>The age of a row is that of the start of its window; for a dead letter and for a revision,
 * that of its recording. A partition is dropped when its last instant is older than the age given.
 * A writer that still has rows of a dropped week makes the week again.
 *
 * <p>Nothing calls this by itself. A history of 2023 that is replayed today is older than any
 * retention, and must not vanish while it is looked at. Have cron call {@code tidemark retention}
 * daily, or the SQL function {@code tidemark_drop_expired} for each table until it returns no more
 * partitions.
 */
public final class Retention {

  private static final List<String> TABLES =
      Stream.concat(
              Stream.of(
                  "performance_window",
                  "sliding_window",
                  "feedback_session",
                  "health_window",
                  "anomaly",
                  "dead_letter"),
              RevisionTables.names().stream())
          .toList();

  private Retention() {}

  /**
   * Drops the partitions whose rows are all older than {@code maxAge} before {@code now}, and
   * returns their names. It waits at most 10 s for the lock of a table and throws if it does not
   * get it; the tables before that one are done then.
   *
   * @throws IllegalArgumentException if {@code maxAge} is not longer than 0
   */
  public static List<String> dropExpired(JdbcConfig config, Duration maxAge, Instant now)
      throws SQLException {
    List<String> dropped = new ArrayList<>();
    dropExpired(config, maxAge, now, dropped::add);
    return dropped;
  }

  /**
   * Does the same, and tells the name of each partition once it is gone, so that a failure does not
   * hide what was done before it.
   */
  public static void dropExpired(
      JdbcConfig config, Duration maxAge, Instant now, Consumer<String> dropped)
      throws SQLException {
    if (maxAge.getMillis() <= 0) {
      throw new IllegalArgumentException(
          "retention " + maxAge.getMillis() + " ms must be longer than 0, as in 90d");
    }
    try (Connection connection = config.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      for (String table : TABLES) {
        List<String> some;
        do {
          some = dropExpired(connection, table, maxAge, now);
          connection.commit();
          some.forEach(dropped);
        } while (!some.isEmpty());
      }
    }
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

  /** The tables that are kept in partitions. */
  static List<String> tables() {
    return TABLES;
  }
}
