package io.tidemark.cli.command;

import io.tidemark.cli.terminal.Terminal;
import io.tidemark.runners.launch.MainJob;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
      "    --jdbcUser=tidemark --jdbcPasswordFile=/run/secrets/tidemark",
      "  tidemark migrate --config=prod.yaml"
    })
final class MigrateCommand implements Callable<Integer> {
  @Mixin DatabaseTarget database;

  @Override
  public Integer call() throws IOException {
    database.check();
    int applied = MainJob.migrate(database.jdbcUrl, database.jdbcUser, database.jdbcPasswordFile);
    Terminal.standard().say(applied == 0 ? "Up to date." : applied + " migrations applied.");
    return 0;
  }
}
