package io.tidemark.benchmarks.harness;

import io.tidemark.runners.launch.MainJob;
import io.tidemark.servers.EmbeddedPostgresql;
import io.tidemark.servers.WorkDirectory;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The database that the full main job writes to. */
final class Database implements AutoCloseable {
  private static final String COUNT =
      """
      SELECT count(*) FROM (
        SELECT key, pane FROM performance_window UNION ALL SELECT key, pane FROM sliding_window
        UNION ALL SELECT key, pane FROM feedback_session) AS r
      WHERE pane <> 'EARLY' AND key NOT LIKE '%~end%'
      """;

  private final EmbeddedPostgresql server;

  private Database(EmbeddedPostgresql server) {
    this.server = server;
  }

  static Database start(WorkDirectory directory) throws IOException {
    EmbeddedPostgresql server = EmbeddedPostgresql.start(directory);
    MainJob.migrate(server.jdbcUrl(), server.user(), null);
    return new Database(server);
  }

  String url() {
    return server.jdbcUrl() + "?user=" + server.user();
  }

  void empty() throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "TRUNCATE performance_window, sliding_window, feedback_session, anomaly, dead_letter,"
              + " window_revision_performance, window_revision_sliding, window_revision_feedback,"
              + " window_revision_anomaly");
    }
  }

  /** Looks every 200 ms; completed by the time at which so many rows stood for good. */
  CompletableFuture<Long> filled(int rows) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Connection connection = server.connect();
              Statement statement = connection.createStatement()) {
            while (true) {
              try (ResultSet count = statement.executeQuery(COUNT)) {
                count.next();
                if (count.getLong(1) == rows) {
                  return System.currentTimeMillis();
                }
              }
              Thread.sleep(200);
            }
          } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException("the rows in the database were not counted", e);
          }
        });
  }

  static long await(CompletableFuture<Long> filled) throws Exception {
    try {
      return filled.get(60, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("rows are missing in the database", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
