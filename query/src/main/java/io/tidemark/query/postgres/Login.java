package io.tidemark.query.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Makes connections, each with the password that its file has then: it may be changed meanwhile.
 */
final class Login extends PGSimpleDataSource {
  private static final long serialVersionUID = 1;

  /** Invalid password, as the server says it: whoever reads the log looks at the file. */
  private static final String NO_PASSWORD = "28P01";

  private final transient @Nullable Path passwordFile;

  Login(DatabaseSettings settings) {
    this.passwordFile = settings.passwordFile();
    String url = settings.url();
    // What is set here overrides the URL, in either order, so the URL is searched first.
    if (!url.contains("socketTimeout=")) {
      setSocketTimeout(30);
    }
    if (!url.contains("connectTimeout=")) {
      setConnectTimeout(2);
    }
    if (!url.contains("prepareThreshold=")) {
      // Behind a pooler another client's connection may have a statement of the same name.
      setPrepareThreshold(0);
    }
    if (!url.contains("tcpKeepAlive=")) {
      setTcpKeepAlive(true);
    }
    if (!url.contains("ApplicationName=")) {
      setApplicationName("tidemark serve");
    }
    if (!url.contains("logServerErrorDetail=")) {
      // Otherwise messages quote the values of whole rows, of any length.
      setLogServerErrorDetail(false);
    }
    try {
      setURL(url);
    } catch (IllegalArgumentException e) {
      // Not with the driver's message or as its cause: it has the URL with the password.
      throw new IllegalArgumentException("jdbcUrl " + settings + " is not a PostgreSQL URL");
    }
    if (settings.user() != null) {
      setUser(settings.user());
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    return passwordFile == null
        ? super.getConnection()
        : getConnection(getUser(), password(passwordFile));
  }

  private static String password(Path file) throws SQLException {
    try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
      return lines.findFirst().orElse("");
    } catch (IOException e) {
      throw new SQLException("the password file " + file + " cannot be read", NO_PASSWORD, e);
    }
  }
}
