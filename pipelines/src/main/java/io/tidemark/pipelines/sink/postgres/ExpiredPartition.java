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
 * A partition that {@link Retention} drops, and what it holds.
 *
 * @param table the table that it is a part of
 * @param rows how many rows PostgreSQL takes it to have; -1 if it was never analyzed
 * @param bytes on disk, indexes included
 * @param end the end of its range, which is not in it
 */
public record ExpiredPartition(String table, String name, long rows, long bytes, Instant end) {

  /** The condition is that of the SQL function {@code tidemark_drop_expired}. */
  private static final String EXPIRED =
      """
      SELECT p.name, p.rows, p.bytes, p.until FROM (
        SELECT c.relname AS name, c.reltuples::bigint AS rows, pg_total_relation_size(c.oid) AS bytes,
          substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \\(''([^'']+)''\\)')::timestamptz AS until
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = quote_ident(?)::regclass) p
      WHERE p.until <= ?::timestamptz - ? * interval '1 millisecond'
      ORDER BY p.name""";

  /**
   * Returns the partitions whose rows are all older than {@code maxAge} before {@code now}, by
   * table and then by name. Nothing is changed, and no row is read.
   */
  public static List<ExpiredPartition> of(JdbcConfig config, Duration maxAge, Instant now)
      throws SQLException {
    List<ExpiredPartition> expired = new ArrayList<>();
    try (Connection connection = config.dataSource().getConnection();
        PreparedStatement query = connection.prepareStatement(EXPIRED)) {
      for (String table : Retention.tables()) {
        query.setString(1, table);
        query.setObject(2, Partitions.timestamp(now.toEpochMilli()));
        query.setLong(3, maxAge.getMillis());
        try (ResultSet found = query.executeQuery()) {
          while (found.next()) {
            expired.add(
                new ExpiredPartition(
                    table,
                    found.getString(1),
                    found.getLong(2),
                    found.getLong(3),
                    found.getTimestamp(4).toInstant()));
          }
        }
      }
    }
    return expired;
  }
}
