package io.tidemark.query.postgres;

import io.tidemark.pipelines.sink.postgres.Migrations;
import io.tidemark.servers.EmbeddedPostgresql;
import io.tidemark.servers.WorkDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A real PostgreSQL with the tables of this version, and the database as the service sees it. */
public final class QueryDatabase implements AutoCloseable {

  private final WorkDirectory directory = WorkDirectory.create();
  private final EmbeddedPostgresql server = EmbeddedPostgresql.start(directory);
  private final Database database;

  public QueryDatabase() throws SQLException {
    Migrations.migrate(server.jdbcUrl(), "postgres", "");
    execute(role());
    database =
        Database.open(
            DatabaseSettings.of(server.jdbcUrl())
                .withUser("tidemark_query")
                // Tests share the processors with others.
                .withStatementTimeout(Duration.ofSeconds(20)));
  }

  /**
   * The role of the query service, with the rights of {@code docs/operations.md}, as written there.
   */
  private static String role() {
    try {
      String page =
          Files.readString(Path.of(System.getProperty("basedir"), "../docs/operations.md"));
      int role = page.indexOf("CREATE ROLE tidemark_query");
      return page.substring(role, page.indexOf("```", role));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Database database() {
    return database;
  }

  public String url() {
    return server.jdbcUrl();
  }

  public EmbeddedPostgresql server() {
    return server;
  }

  public WorkDirectory directory() {
    return directory;
  }

  public Connection connect() throws SQLException {
    return server.connect();
  }

  public void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Rows as text, columns separated by {@code |}. */
  public List<String> query(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      boolean isResult = statement.execute(sql);
      while (!isResult) {
        isResult = statement.getMoreResults();
      }
      ResultSet result = statement.getResultSet();
      while (result.next()) {
        List<String> cells = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          cells.add(String.valueOf(result.getString(i)));
        }
        rows.add(String.join("|", cells));
      }
    }
    return rows;
  }

  @Override
  public void close() {
    database.close();
    server.close();
    directory.close();
  }
}
