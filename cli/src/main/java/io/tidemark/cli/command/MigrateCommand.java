package io.tidemark.cli.command;

import io.tidemark.cli.terminal.Terminal;
import io.tidemark.runners.launch.MainJob;
import io.tidemark.runners.launch.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tidemark migrate}. */
@Command(
    name = "migrate",
    description = {
      "Creates the tables of a PostgreSQL database, or brings them up to date.",
      "",
      "It is safe to repeat, and leaves other tables of the database alone.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  tidemark migrate --jdbcUrl=jdbc:postgresql://localhost/tidemark \\",
      "    --jdbcUser=tidemark --jdbcPasswordFile=/run/secrets/tidemark"
    })
final class MigrateCommand implements Callable<Integer> {
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

  @Override
  public Integer call() throws IOException {
    if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
      throw new UsageException(
          "--jdbcUrl is not the URL of a PostgreSQL database:"
              + " allowed is jdbc:postgresql://HOST[:PORT]/DATABASE");
    }
    if (jdbcPasswordFile != null && !Files.isReadable(jdbcPasswordFile)) {
      throw new UsageException(
          "--jdbcPasswordFile is " + jdbcPasswordFile + ": needed is a file that can be read");
    }
    int applied = MainJob.migrate(jdbcUrl, jdbcUser, jdbcPasswordFile);
    Terminal.standard().say(applied == 0 ? "Up to date." : applied + " migrations applied.");
    return 0;
  }
}
