package io.tidemark.pipelines.sink.postgres;

import io.tidemark.pipelines.options.History;
import io.tidemark.pipelines.row.Row;
import io.tidemark.pipelines.row.Table;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collection;
import org.joda.time.Duration;

/** Writes rows as the job writes them: with its statements, revisions and partitions. */
public final class RowStore {
  private final RowWriter<?> writer;

  private RowStore(RowWriter<?> writer) {
    this.writer = writer;
  }

  /** Returns a store whose feedback sessions delete those that they overlap. */
  public static RowStore of(String url, Table<?> table, History history) {
    SessionSpan sessions =
        table.name().equals("feedback_session")
            ? new SessionSpan(Duration.standardMinutes(30), Duration.standardHours(4))
            : null;
    return new RowStore(
        new RowWriter<>(
            table,
            sessions,
            () -> connection(url),
            Retry.forUpTo(Duration.ZERO, () -> {}, "postgres"),
            history,
            0,
            null));
  }

  private static Connection connection(String url) throws SQLException {
    Connection connection = DriverManager.getConnection(url, "postgres", "");
    connection.setAutoCommit(false);
    return connection;
  }

  /** Applies the rows in one transaction. */
  public void write(Collection<Row> rows) throws SQLException, IOException {
    writer.write(rows);
  }
}
