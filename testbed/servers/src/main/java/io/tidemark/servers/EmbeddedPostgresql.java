package io.tidemark.servers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A real PostgreSQL 16 in processes of its own, on 127.0.0.1, with the user {@code postgres} and no
 * password.
 *
 * <p>After {@link #stop()}, {@link #start()} starts the same server again, with the same port and
 * data.
 *
 * <p>Cost: some seconds to start. The first start of all unpacks the server into {@code
 * testbed/servers/target}.
 */
public final class EmbeddedPostgresql implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

  private final Path directory;
  private final int port = FreePorts.two()[0];
  private EmbeddedPostgres server;

  private EmbeddedPostgresql(Path directory) {
    this.directory = directory;
  }

  /**
   * Starts a new, empty server in {@code postgresql} below the directory, and returns when it
   * answers.
   */
  public static EmbeddedPostgresql start(WorkDirectory directory) {
    EmbeddedPostgresql postgresql = new EmbeddedPostgresql(directory.path().resolve("postgresql"));
    postgresql.start();
    return postgresql;
  }

  /**
   * Starts the stopped server again, and returns when it answers.
   *
   * @throws IllegalStateException if it already runs
   */
  public synchronized void start() {
    if (server != null) {
      throw new IllegalStateException("PostgreSQL on port " + port + " already runs");
    }
    try {
      Files.createDirectories(directory);
      Files.createDirectories(Installation.postgresql());
      server = launch();
    } catch (IOException | IllegalStateException e) {
      throw failure(e);
    }
  }

  private EmbeddedPostgres launch() throws IOException {
    ProcessBuilder.Redirect log = ProcessBuilder.Redirect.appendTo(log().toFile());
    return EmbeddedPostgres.builder()
        .setOverrideWorkingDirectory(Installation.postgresql().toFile())
        .setDataDirectory(directory.resolve("data"))
        .setCleanDataDirectory(false)
        .setPort(port)
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("unix_socket_directories", "")
        .setServerConfig("max_connections", "100")
        .setPGStartupWait(START_TIMEOUT)
        .setOutputRedirector(log)
        .setErrorRedirector(log)
        .start();
  }

  private ServerFailure failure(Exception cause) {
    ServerFailure failure =
        ServerFailure.withLog("PostgreSQL did not start: " + cause.getMessage(), log());
    failure.initCause(cause);
    return failure;
  }

  /** Returns the URL of the database {@code postgres}, which is the same after a restart. */
  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  /** Returns the user, who needs no password. */
  public String user() {
    return "postgres";
  }

  /** Returns a new connection, which the caller closes. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl(), user(), "");
  }

  /** Stops the server fast: open transactions are rolled back and connections end. */
  public synchronized void stop() {
    if (server == null) {
      return;
    }
    try {
      server.close();
      server = null;
    } catch (IOException e) {
      throw new ServerFailure("PostgreSQL on port " + port + " did not stop", e);
    }
  }

  @Override
  public void close() {
    stop();
  }

  private Path log() {
    return directory.resolve("postgresql.log");
  }
}
