package io.tidemark.runners.launch;

import io.tidemark.pipelines.options.TidemarkOptions;
import io.tidemark.pipelines.sink.postgres.JdbcConfig;
import io.tidemark.pipelines.sink.postgres.Migrations;
import java.sql.SQLException;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Logs in to the database once and looks whether it has the schema that this version writes to.
 *
 * @param source for the login, which is given up after 8 s; null for a job without a database
 * @param config the same database, as the job connects to it; null with {@code source}
 */
record DatabaseCheck(@Nullable PGSimpleDataSource source, @Nullable JdbcConfig config) {
  private static final int TIMEOUT_SECONDS = 8;

  /**
   * Reads the options and the file of the password.
   *
   * @throws UsageException if that file cannot be read or is empty
   */
  static DatabaseCheck of(TidemarkOptions options) {
    String url = options.getJdbcUrl();
    String password =
        options.getJdbcPasswordFile() == null ? null : password(options.getJdbcPasswordFile());
    if (url == null) {
      return new DatabaseCheck(null, null);
    }
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setLoginTimeout(TIMEOUT_SECONDS);
    source.setSocketTimeout(TIMEOUT_SECONDS);
    try {
      source.setURL(url);
    } catch (IllegalArgumentException e) {
      // Not with the driver's message, which has the URL with the password.
      throw new UsageException("--jdbcUrl is no URL of PostgreSQL's driver");
    }
    if (options.getJdbcUser() != null) {
      source.setUser(options.getJdbcUser());
    }
    if (password != null) {
      source.setPassword(password);
    }
    return new DatabaseCheck(
        source,
        JdbcConfig.of(url)
            .withUser(options.getJdbcUser())
            .withPasswordFile(options.getJdbcPasswordFile()));
  }

  private static String password(String path) {
    OptionFile file = new OptionFile("--jdbcPasswordFile", path);
    String password = file.text().lines().findFirst().orElse("");
    if (password.isBlank()) {
      throw file.wrong("has an empty first line, where the password stands");
    }
    return password;
  }

  /** Fails if the database refuses the login, or has another schema than this version writes to. */
  void check() {
    if (source == null) {
      return;
    }
    try {
      source.getConnection().close();
    } catch (SQLException e) {
      throw refused(e);
    }
    Migrations.check(config);
  }

  private IllegalStateException refused(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    String what =
        switch (state) {
          case "28P01", "28000" ->
              "refuses the login: correct --jdbcUser and the password in --jdbcPasswordFile";
          case "08004" -> "refuses the login: a password is needed, in --jdbcPasswordFile";
          case "3D000" -> "does not exist: create it, or correct --jdbcUrl";
          case "53300" -> "has no connection left: raise max_connections";
          default -> "cannot be used";
        };
    String message = where() + " " + what + " (" + driverText(e) + ", SQLSTATE " + state + ")";
    return state.startsWith("08") && !state.equals("08004")
        ? new UnreachableException(message)
        : new IllegalStateException(message);
  }

  private String driverText(SQLException e) {
    String text = String.valueOf(e.getMessage());
    String password = source.getPassword();
    return password == null || password.isEmpty() ? text : text.replace(password, "***");
  }

  private String where() {
    return "the database "
        + source.getDatabaseName()
        + " at "
        + source.getServerNames()[0]
        + ":"
        + source.getPortNumbers()[0]
        + (source.getUser() == null ? "" : ", as " + source.getUser() + ",");
  }
}
