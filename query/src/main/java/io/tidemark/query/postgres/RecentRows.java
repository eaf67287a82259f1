package io.tidemark.query.postgres;

import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * All rows of a stream whose windows end after a time, as they stand at one moment: what a tier
 * begins with.
 */
public final class RecentRows {

  /** Rows fetched at a time; about 1.5 kB each. */
  private static final int FETCHED = 1_000;

  /** A snapshot is large; it is read once, while nobody waits for an answer. */
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private final Database database;
  private final Columns columns;
  private final LongestWindows longest;

  /** Creates it; nothing is read yet. */
  public RecentRows(Database database, Computations computations) {
    this.database = database;
    this.columns = new Columns(database);
    this.longest = new LongestWindows(computations);
  }

  /**
   * Reads the rows, those of the newest windows first. The transaction is open as long as the
   * consumer takes.
   *
   * @param endAfterMillis only windows that end later, in milliseconds since the epoch
   * @param consumer of each row, in this thread; what it throws ends the reading
   * @return how many rows were read
   * @throws io.tidemark.query.read.StoreUnavailableException if the database does not answer
   */
  public long read(Stream stream, long endAfterMillis, Consumer<StoredRow> consumer) {
    RowColumns row = columns.of(stream);
    long start = endAfterMillis - longest.millis(stream);
    Sql sql =
        new Sql()
            .add("SELECT " + row.selection() + " FROM " + stream.table())
            .add(
                " WHERE window_end > ? AND window_start > ? ORDER BY window_start DESC",
                Sql.millis(endAfterMillis),
                Sql.millis(start));
    return database.read(connection -> read(connection, sql, row, consumer));
  }

  private static long read(
      Connection connection, Sql sql, RowColumns row, Consumer<StoredRow> consumer)
      throws SQLException {
    try (Statement settings = connection.createStatement()) {
      settings.execute(
          "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SET LOCAL statement_timeout = "
              + TIMEOUT.toMillis()
              + "; SET LOCAL enable_seqscan = off");
    }
    try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
      statement.setFetchSize(FETCHED);
      sql.bind(statement);
      long read = 0;
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          consumer.accept(row.row(rows));
          read++;
        }
      }
      return read;
    }
  }
}
