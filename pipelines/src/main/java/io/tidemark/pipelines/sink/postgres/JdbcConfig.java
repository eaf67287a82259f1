package io.tidemark.pipelines.sink.postgres;

import java.io.IOException;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.io.FileSystems;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where PostgreSQL is and who asks. A password is best kept in a file that the workers can read; it
 * may also stand in the URL or here. It is never printed.
 *
 * @param url {@code jdbc:postgresql://host:port/database}, with any parameter of the driver
 * @param user null if the URL names the user
 * @param password null if in the URL, in a file, or not needed
 * @param passwordFile a file, in any file system Beam knows, whose first line is the password
 * @param poolSize the most connections of one JVM to this database, at least 1
 * @param giveUpAfter how long a lost connection is ridden out before the bundle fails; 0 for not at
 *     all
 */
public record JdbcConfig(
    String url,
    @Nullable String user,
    @Nullable String password,
    @Nullable String passwordFile,
    int poolSize,
    Duration giveUpAfter)
    implements Serializable {

  private static final String PREFIX = "jdbc:postgresql:";

  public JdbcConfig {
    Objects.requireNonNull(giveUpAfter, "giveUpAfter");
    if (url == null || !url.startsWith(PREFIX)) {
      throw new IllegalArgumentException(
          "jdbcUrl "
              + (url == null ? null : mask(url))
              + " must start with "
              + PREFIX
              + ", as in jdbc:postgresql://localhost:5432/tidemark");
    }
    if (poolSize < 1) {
      throw new IllegalArgumentException("jdbc pool size " + poolSize + " must be at least 1");
    }
  }

  /** The database at this URL: 4 connections, lost ones ridden out for 10 minutes. */
  public static JdbcConfig of(String url) {
    return new JdbcConfig(url, null, null, null, 4, Duration.standardMinutes(10));
  }

  /** The user, if the URL does not name one. */
  public JdbcConfig withUser(@Nullable String user) {
    return new JdbcConfig(url, user, password, passwordFile, poolSize, giveUpAfter);
  }

  /** The password itself. It is shipped to the workers with the job: prefer a file. */
  public JdbcConfig withPassword(@Nullable String password) {
    return new JdbcConfig(url, user, password, passwordFile, poolSize, giveUpAfter);
  }

  /** The file that holds the password, read where it is needed. */
  public JdbcConfig withPasswordFile(@Nullable String passwordFile) {
    return new JdbcConfig(url, user, password, passwordFile, poolSize, giveUpAfter);
  }

  /** The most connections of one JVM to this database. */
  public JdbcConfig withPoolSize(int poolSize) {
    return new JdbcConfig(url, user, password, passwordFile, poolSize, giveUpAfter);
  }

  /** How long a lost connection is ridden out before the bundle fails. */
  public JdbcConfig withGiveUpAfter(Duration giveUpAfter) {
    return new JdbcConfig(url, user, password, passwordFile, poolSize, giveUpAfter);
  }

  /**
   * Unpooled connections. Unless the URL says otherwise a connection attempt lasts at most 10 s
   * (the driver's default) and a silent server is given up after 60 s: without that, a peer that
   * vanished blocks for ever.
   */
  PGSimpleDataSource dataSource() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    // The driver does not let a URL override what is set, before or after it.
    if (!url.contains("socketTimeout=")) {
      source.setSocketTimeout(60);
    }
    if (!url.contains("tcpKeepAlive=")) {
      source.setTcpKeepAlive(true);
    }
    if (!url.contains("ApplicationName=")) {
      source.setApplicationName("tidemark");
    }
    setUrl(source);
    if (user != null) {
      source.setUser(user);
    }
    String secret = passwordFile == null ? password : read(passwordFile);
    if (secret != null) {
      source.setPassword(secret);
    }
    return source;
  }

  /** Where the URL says that the database is: several servers, if one may stand in for another. */
  public List<InetSocketAddress> servers() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    setUrl(source);
    List<InetSocketAddress> servers = new ArrayList<>();
    for (int i = 0; i < source.getServerNames().length; i++) {
      servers.add(new InetSocketAddress(source.getServerNames()[i], source.getPortNumbers()[i]));
    }
    return servers;
  }

  private void setUrl(PGSimpleDataSource source) {
    try {
      source.setURL(url);
    } catch (IllegalArgumentException e) {
      // The driver's message holds the URL as it is.
      throw new IllegalArgumentException("jdbcUrl " + mask(url) + " is not a PostgreSQL URL");
    }
  }

  private static String read(String file) {
    try (var in =
        Channels.newInputStream(
            FileSystems.open(FileSystems.matchSingleFileSpec(file).resourceId()))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "jdbc password file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static String mask(String url) {
    return url.replaceAll("(?i)(password=)[^&]*", "$1***");
  }

  /** Without the password. */
  @Override
  public String toString() {
    return mask(url) + (user == null ? "" : " as " + user);
  }
}
