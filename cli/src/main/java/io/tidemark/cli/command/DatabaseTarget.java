package io.tidemark.cli.command;

import io.tidemark.pipelines.sink.postgres.JdbcConfig;
import io.tidemark.runners.launch.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options that name a database. */
final class DatabaseTarget {
  @Option(
      names = "--jdbcUrl",
      required = true,
      paramLabel = "URL",
      description = "The database, as jdbc:postgresql://HOST[:PORT]/DATABASE.")
  String jdbcUrl;

  @Option(
      names = "--jdbcUser",
      paramLabel = "USER",
      description = "The user of the database. Default: the one that the URL names.")
  String jdbcUser;

  @Option(
      names = "--jdbcPasswordFile",
      paramLabel = "FILE",
      description =
          "A file whose first line is the password, so that it does not appear in the list of processes.")
  Path jdbcPasswordFile;

  /**
   * Checks the options, without connecting.
   *
   * @throws UsageException naming the option that is wrong
   */
  void check() {
    if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
      throw new UsageException(
          "--jdbcUrl is not the URL of a PostgreSQL database:"
              + " allowed is jdbc:postgresql://HOST[:PORT]/DATABASE");
    }
    if (jdbcPasswordFile != null && !Files.isReadable(jdbcPasswordFile)) {
      throw new UsageException(
          "--jdbcPasswordFile is " + jdbcPasswordFile + ": needed is a file that can be read");
    }
  }

  /** Returns the database, after {@link #check}. */
  JdbcConfig config() {
    check();
    return JdbcConfig.of(jdbcUrl)
        .withUser(jdbcUser)
        .withPasswordFile(jdbcPasswordFile == null ? null : jdbcPasswordFile.toString());
  }
}
