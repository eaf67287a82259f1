package io.tidemark.pipelines.sink.postgres;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings the schema of a database up to date, be it empty, of an earlier version, or shared with
 * other tables.
 */
public final class Migrations {

  /** The version of the schema that this program writes: that of the newest migration. */
  static final int VERSION = 11;

  /** The SQLSTATE of a table that does not exist. */
  private static final String MISSING = "42P01";

  private Migrations() {}

  /**
   * Applies the migrations that are missing, each in a transaction of its own, and returns their
   * number. Two callers at once are safe: one waits for the other.
   *
   * @throws IllegalStateException if it fails, with one sentence; the database is then as the last
   *     migration that succeeded has left it
   */
  public static int migrate(JdbcConfig config) {
    int applied;
    try {
      applied = flyway(config).migrate().migrationsExecuted;
    } catch (FlywayException e) {
      throw failure(config, e);
    }
    check(config);
    return applied;
  }

  private static Flyway flyway(JdbcConfig config) {
    return Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(config.dataSource())
        .loggers("slf4j")
        .locations("classpath:db/migration")
        .table("tidemark_schema_history")
        // Otherwise Flyway refuses a database that has other tables already.
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .load();
  }

  /**
   * Applies the migrations that are missing, like {@link #migrate(JdbcConfig)}. User and password
   * may be null if the URL has them.
   */
  public static int migrate(String jdbcUrl, @Nullable String user, @Nullable String password) {
    return migrate(JdbcConfig.of(jdbcUrl).withUser(user).withPassword(password));
  }

  /**
   * Checks, with one connection and one query, that the database has the schema of this version.
   *
   * @throws IllegalStateException if it has another or none, or cannot be asked, with one sentence
   *     that says what to do
   */
  public static void check(JdbcConfig config) {
    try (Connection connection = config.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet newest =
            statement.executeQuery(
                "SELECT max(version::int) FROM tidemark_schema_history"
                    + " WHERE success AND version ~ '^[0-9]+$'")) {
      newest.next();
      checkVersion(config, newest.getInt(1));
    } catch (SQLException e) {
      throw MISSING.equals(e.getSQLState()) ? notMigrated(config) : failure(config, e);
    }
  }

  private static void checkVersion(JdbcConfig config, int version) {
    if (version > VERSION) {
      throw new IllegalStateException(
          "database %s has schema version %d of a newer Tidemark, this one writes version %d: use the newer one"
              .formatted(config, version, VERSION));
    }
    if (version < 1) {
      throw notMigrated(config);
    }
    if (version < VERSION) {
      throw new IllegalStateException(
          "database %s has schema version %d, this version needs %d: run %s"
              .formatted(config, version, VERSION, command(config)));
    }
  }

  private static IllegalStateException notMigrated(JdbcConfig config) {
    return new IllegalStateException(
        "database %s has no tables of Tidemark: run %s".formatted(config, command(config)));
  }

  private static String command(JdbcConfig config) {
    String user = config.user();
    return "./tidemark migrate --jdbcUrl=%s%s"
        .formatted(config.maskedUrl(), user == null ? "" : " --jdbcUser=" + user);
  }

  /** The message of Flyway is a banner of many lines that has the URL; the reason is its cause. */
  private static IllegalStateException failure(JdbcConfig config, FlywayException failure) {
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException reason) {
        return failure(config, reason);
      }
    }
    String reason = String.valueOf(failure.getMessage()).lines().collect(joining(" ")).strip();
    return new IllegalStateException("database %s: %s".formatted(config, reason));
  }

  private static IllegalStateException failure(JdbcConfig config, SQLException reason) {
    String remedy =
        "22P05".equals(reason.getSQLState())
            ? "its encoding lacks characters; CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"
            : Remedy.of(reason, config.role());
    String words =
        String.valueOf(reason.getMessage()).lines().map(String::strip).collect(joining("; "));
    String cause = reason.getCause() == null ? "" : " (" + reason.getCause() + ")";
    return new IllegalStateException(
        "database %s: %s%s%s".formatted(config, remedy == null ? "" : remedy + ": ", words, cause),
        reason);
  }
}
