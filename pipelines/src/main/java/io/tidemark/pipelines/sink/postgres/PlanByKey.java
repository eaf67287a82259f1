package io.tidemark.pipelines.sink.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Has the statements of one transaction planned for what they are: searches by key.
 *
 * <p>A plan made for the actual values opens and locks only the partitions concerned. All
 * statements here find rows by key, so a scan is never right, whatever the statistics of a young
 * partition suggest. The settings end with the transaction: a pooler may hand the connection to
 * another application.
 */
final class PlanByKey {

  private static final String BEGAN = "SELECT (extract(epoch FROM now()) * 1000)::int8; ";

  private static final String SETTINGS =
      "SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL enable_seqscan = off;"
          + " SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off";

  private PlanByKey() {}

  /**
   * Makes the settings, in one round trip, in the transaction that is open or begins with them.
   *
   * @return when the transaction has begun, by the clock of the database, in milliseconds since the
   *     epoch
   */
  static long apply(Connection connection) throws SQLException {
    try (Statement settings = connection.createStatement()) {
      settings.execute(BEGAN + SETTINGS);
      return number(settings);
    }
  }

  /**
   * As {@link #apply}, for a transaction that keeps revisions, and says when: {@link RevisionSql}.
   *
   * @return when its revisions are recorded, in milliseconds since the epoch
   */
  static long applyAndRecord(Connection connection, String revisions) throws SQLException {
    try (Statement settings = connection.createStatement()) {
      settings.execute(RevisionSql.begin(revisions) + "; " + SETTINGS);
      settings.getMoreResults();
      return number(settings);
    }
  }

  private static long number(Statement statement) throws SQLException {
    try (ResultSet result = statement.getResultSet()) {
      result.next();
      return result.getLong(1);
    }
  }
}
