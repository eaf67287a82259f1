package io.tidemark.pipelines.sink.postgres;

import io.tidemark.pipelines.document.NamedFile;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where the database is, and as whom to connect. A password is best kept in a file that the workers
 * can read; it may also be in the URL or given here. It is never printed.
 *
 * @param url {@code jdbc:postgresql://host:port/database}, with any parameter of the driver
 * @param user null if the URL names the user
 * @param password null if it is in the URL, in a file, or not needed
 * @param passwordFile a file, in any file system that Beam knows, whose first line is the password;
 *     null for none
 * @param poolSize the most connections of one JVM to this database, at least 1
 * @param giveUpAfter how long a bundle keeps trying while the database is away before it fails; 0
 *     for not at all
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

  /**
   * Returns the configuration of the database at this URL, with at most 4 connections, which waits
   * up to 10 minutes for a database that is away.
   */
  public static JdbcConfig of(String url) {
    return new JdbcConfig(url, null, null, null, 4, Duration.standardMinutes(10));
  }

  /** Sets the user, if the URL does not name one. */
  public JdbcConfig withUser(@Nullable String user) {
    return new JdbcConfig(url, user, password, passwordFile, poolSize, giveUpAfter);
  }

  /** Sets the password itself. It becomes part of the job, so prefer {@link #withPasswordFile}. */
  public JdbcConfig withPassword(@Nullable String password) {
    return new JdbcConfig(url, user, password, passwordFile, poolSize, giveUpAfter);
  }

  /** Sets the file with the password, which is read where a connection is made. */
  public JdbcConfig withPasswordFile(@Nullable String passwordFile) {
    return new JdbcConfig(url, user, password, passwordFile, poolSize, giveUpAfter);
  }

  /** Sets the most connections of one JVM to this database. */
  public JdbcConfig withPoolSize(int poolSize) {
    return new JdbcConfig(url, user, password, passwordFile, poolSize, giveUpAfter);
  }

  /** Sets how long a bundle keeps trying while the database is away before it fails. */
  public JdbcConfig withGiveUpAfter(Duration giveUpAfter) {
    return new JdbcConfig(url, user, password, passwordFile, poolSize, giveUpAfter);
  }

  /**
   * Returns a source of connections without a pool. Statements are not prepared on the server,
   * unless the URL says so: behind a pooler that gives out connections by transaction, another
   * client's connection may have a statement of the same name. Unless the URL sets other timeouts,
   * an attempt to connect lasts at most 10 s (the default of the driver), and a server that is
   * silent for 60 s is given up. Without the latter, a server that has vanished would block for
   * ever.
   */
  PGSimpleDataSource dataSource() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    // What is set here overrides the URL, in either order, so the URL is searched first.
    if (!url.contains("socketTimeout=")) {
      source.setSocketTimeout(60);
    }
    if (!url.contains("prepareThreshold=")) {
      source.setPrepareThreshold(0);
    }
    if (!url.contains("tcpKeepAlive=")) {
      source.setTcpKeepAlive(true);
    }
    if (!url.contains("ApplicationName=")) {
      source.setApplicationName("tidemark");
    }
    if (!url.contains("logServerErrorDetail=")) {
      // Otherwise messages quote the values of whole rows, of any length.
      source.setLogServerErrorDetail(false);
    }
    if (!url.contains("prepareThreshold=")) {
      // Statements that the server keeps for a connection are lost, or another's, behind a pooler
      // that gives each transaction any connection. Their use saves nothing here: a statement
      // writes a batch, and is planned for its values anyway.
      source.setPrepareThreshold(0);
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

  /**
   * Returns the role to connect as: that of the options, of the URL, or the user of this process.
   */
  String role() {
    if (user != null) {
      return user;
    }
    PGSimpleDataSource source = new PGSimpleDataSource();
    setUrl(source);
    String inUrl = source.getUser();
    return inUrl == null ? String.valueOf(System.getProperty("user.name")) : inUrl;
  }

  /** Returns the addresses in the URL: several if one server may take the place of another. */
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
      // Not with the driver's message or as its cause: it has the URL with the password.
      throw new IllegalArgumentException("jdbcUrl " + mask(url) + " is not a PostgreSQL URL");
    }
  }

  private static String read(String file) {
    try (var in = NamedFile.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "jdbc password file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Returns the URL with passwords masked. */
  String maskedUrl() {
    return mask(url);
  }

  private static String mask(String url) {
    return url.replaceAll("(?i)(password=)[^&]*", "$1***");
  }

  /** Returns the URL and the user, without the password. */
  @Override
  public String toString() {
    return mask(url) + (user == null ? "" : " as " + user);
  }
}
