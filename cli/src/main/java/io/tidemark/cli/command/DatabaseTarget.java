package io.tidemark.cli.command;

import io.tidemark.config.ConfigFiles;
import io.tidemark.pipelines.sink.postgres.JdbcConfig;
import io.tidemark.runners.launch.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that name a database. */
final class DatabaseTarget {
  @Option(
      names = "--jdbcUrl",
      paramLabel = "URL",
      description = {
        "The database, here or in a configuration file, as",
        "jdbc:postgresql://HOST[:PORT]/DATABASE."
      })
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

  @Mixin ConfigOption config;

  private ConfigFiles files;
  private boolean passwordFileGiven;

  /** Returns the configuration files, after {@link #check}. */
  ConfigFiles files() {
    return files;
  }

  /**
   * Takes from configuration files what the command line does not give, and checks the options,
   * without connecting.
   *
   * @throws UsageException naming the option that is wrong
   */
  void check() {
    fill();
    if (jdbcUrl == null) {
      throw new UsageException(
          "needed is --jdbcUrl=URL, or postgres.jdbcUrl in a file that --config names");
    }
    if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
      throw new UsageException(
          "--jdbcUrl is not the URL of a PostgreSQL database:"
              + " allowed is jdbc:postgresql://HOST[:PORT]/DATABASE");
    }
    if (jdbcPasswordFile != null && !Files.isReadable(jdbcPasswordFile)) {
      throw new UsageException(
          files.placed(
              "--jdbcPasswordFile is " + jdbcPasswordFile + ": needed is a file that can be read",
              passwordFileGiven ? List.of("--jdbcPasswordFile") : List.of()));
    }
  }

  private void fill() {
    if (files != null) {
      return;
    }
    files = ConfigOption.checked(config.read(), List.of());
    passwordFileGiven = jdbcPasswordFile != null;
    jdbcUrl = filled(jdbcUrl, "jdbcUrl", text -> text);
    jdbcUser = filled(jdbcUser, "jdbcUser", text -> text);
    jdbcPasswordFile = filled(jdbcPasswordFile, "jdbcPasswordFile", Path::of);
  }

  private <T> T filled(T given, String option, Function<String, T> parse) {
    return given != null
        ? given
        : files.of(option).map(setting -> parse.apply(setting.value())).orElse(null);
  }

  /** Returns the database, after {@link #check}. */
  JdbcConfig config() {
    check();
    return JdbcConfig.of(jdbcUrl)
        .withUser(jdbcUser)
        .withPasswordFile(jdbcPasswordFile == null ? null : jdbcPasswordFile.toString());
  }
}
