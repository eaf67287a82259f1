package io.tidemark.pipelines.sink.postgres;

import io.tidemark.pipelines.row.Table;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real PostgreSQL on a free port, migrated, that can be stopped and started again. */
public final class Postgres implements AutoCloseable {

  private final Path data;
  private EmbeddedPostgres server;
  private final int port;

  private Postgres() throws IOException {
    data = Files.createTempDirectory("tidemark-postgres");
    server = builder().start();
    port = server.getPort();
  }

  public static Postgres migrated() throws IOException {
    Postgres postgres = new Postgres();
    Migrations.migrate(postgres.config());
    return postgres;
  }

  static Postgres empty() throws IOException {
    return new Postgres();
  }

  private EmbeddedPostgres.Builder builder() {
    return EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false);
  }

  public JdbcConfig config() {
    return config("postgres");
  }

  JdbcConfig config(String database) {
    return JdbcConfig.of("jdbc:postgresql://localhost:" + port + "/" + database)
        .withUser("postgres");
  }

  int port() {
    return port;
  }

  void stop() throws IOException {
    server.close();
  }

  void startAgain() throws IOException {
    server = builder().setPort(port).start();
  }

  /** Rows as text, columns separated by {@code |}, null as {@code null}; sessions are in UTC. */
  public List<String> query(String sql) throws SQLException {
    try (Connection connection = config().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET TIME ZONE 'UTC'");
      return rows(statement, sql);
    }
  }

  /** The rows of a query, as text like those of {@link #query}. */
  static List<String> rows(Statement statement, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> cells = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          cells.add(String.valueOf(result.getString(i)));
        }
        rows.add(String.join("|", cells));
      }
    }
    return rows;
  }

  public void execute(String sql) throws SQLException {
    try (Connection connection = config().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** A writer with a pool of its own kind: plain connections without autocommit. */
  <O> RowWriter<O> writer(Table<O> table, SessionSpan sessions, Retry retry) {
    return new RowWriter<>(table, sessions, this::connection, retry);
  }

  Connection connection() throws SQLException {
    Connection connection = config().dataSource().getConnection();
    connection.setAutoCommit(false);
    return connection;
  }

  @Override
  public void close() throws IOException {
    server.close();
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).collect(Collectors.toList())) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
