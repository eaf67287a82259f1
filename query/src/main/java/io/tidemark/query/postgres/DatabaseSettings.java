package io.tidemark.query.postgres;

import java.nio.file.Path;
import java.time.Duration;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Where the database is, and as whom to connect.
 *
 * @param url {@code jdbc:postgresql://host:port/database}, with any parameter of the driver
 * @param user null if the URL names the user
 * @param passwordFile its first line is the password, and is read for each connection; null if the
 *     URL has the password or none is needed
 * @param poolSize the most connections, at least 2
 * @param statementTimeout how long the server works for one statement, at least 1 ms
 */
public record DatabaseSettings(
    String url,
    @Nullable String user,
    @Nullable Path passwordFile,
    int poolSize,
    Duration statementTimeout) {

  private static final String PREFIX = "jdbc:postgresql:";

  public DatabaseSettings {
    if (!url.startsWith(PREFIX)) {
      throw new IllegalArgumentException(
          "jdbcUrl "
              + masked(url)
              + " must start with "
              + PREFIX
              + ", as in jdbc:postgresql://localhost:5432/tidemark");
    }
    if (poolSize < 2) {
      throw new IllegalArgumentException("the pool has " + poolSize + " connections; at least 2");
    }
    if (statementTimeout.toMillis() < 1) {
      throw new IllegalArgumentException(
          "the statement timeout is " + statementTimeout + "; at least 1 ms");
    }
  }

  /** Returns the settings for this URL: 6 connections, and 2 s for a statement. */
  public static DatabaseSettings of(String url) {
    return new DatabaseSettings(url, null, null, 6, Duration.ofSeconds(2));
  }

  /** Sets the user, if the URL does not name one. */
  public DatabaseSettings withUser(@Nullable String other) {
    return new DatabaseSettings(url, other, passwordFile, poolSize, statementTimeout);
  }

  /** Sets the file with the password. */
  public DatabaseSettings withPasswordFile(@Nullable Path other) {
    return new DatabaseSettings(url, user, other, poolSize, statementTimeout);
  }

  /** Sets the most connections. */
  public DatabaseSettings withPoolSize(int other) {
    return new DatabaseSettings(url, user, passwordFile, other, statementTimeout);
  }

  /** Sets how long the server works for one statement. */
  public DatabaseSettings withStatementTimeout(Duration other) {
    return new DatabaseSettings(url, user, passwordFile, poolSize, other);
  }

  private static String masked(String url) {
    return url.replaceAll("(?i)(password=)[^&]*", "$1***");
  }

  /** Returns the URL and the user, without a password. */
  @Override
  public String toString() {
    return masked(url) + (user == null ? "" : " as " + user);
  }
}
