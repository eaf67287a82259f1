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
      "Brings the tables of a PostgreSQL database up to date; safe to repeat, and beside other tables.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  tidemark migrate --jdbcUrl=jdbc:postgresql://localhost/tidemark --jdbcUser=tidemark \\",
      "    --jdbcPasswordFile=/run/secrets/tidemark"
    })
final class MigrateCommand implements Callable<Integer> {
  @Option(
      names = "--jdbcUrl",
      required = true,
      paramLabel = "URL",
      description = "jdbc:postgresql://HOST[:PORT]/DATABASE.")
  String jdbcUrl;

  @Option(names = "--jdbcUser", paramLabel = "USER", description = "Default: the one of the URL.")
  String jdbcUser;

  @Option(
      names = "--jdbcPasswordFile",
      paramLabel = "FILE",
      description = "A file that holds the password: no secret in the process list.")
  Path jdbcPasswordFile;

  @Override
  public Integer call() throws IOException {
    if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
      throw new UsageException(
          "--jdbcUrl is '" + jdbcUrl + "': allowed is jdbc:postgresql://HOST[:PORT]/DATABASE");
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
