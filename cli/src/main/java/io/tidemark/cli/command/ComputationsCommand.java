package io.tidemark.cli.command;

import io.tidemark.pipelines.sink.postgres.Migrations;
import io.tidemark.pipelines.sink.postgres.StoredComputations;
import io.tidemark.pipelines.sink.postgres.StoredComputations.Stored;
import io.tidemark.runners.launch.UsageException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark computations}. */
@Command(
    name = "computations",
    description = {
      "Lists what made the rows of a database, or drops the rows of an old computation.",
      "",
      "Windows of another size or offset and another list of dimensions are other rows of the"
          + " same tables. Each row has its computation, and the views current_… show those of the"
          + " newest one of each stream.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  tidemark computations list --jdbcUrl=jdbc:postgresql://localhost/tidemark",
      "  tidemark computations drop 1b2c3d4e --confirm \\",
      "    --jdbcUrl=jdbc:postgresql://localhost/tidemark"
    },
    subcommands = {ComputationsCommand.ListCommand.class, ComputationsCommand.DropCommand.class})
final class ComputationsCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "needed is list or drop");
  }

  /** {@code tidemark computations list}. */
  @Command(
      name = "list",
      description = {
        "Lists the computations of each stream with their rows, the newest first.",
        ""
      })
  static final class ListCommand implements Callable<Integer> {
    private static final String LINE = "%-9s  %-11s  %-7s  %-20s  %,12d  %s";

    @Mixin DatabaseTarget database;
    @Spec CommandSpec spec;

    @Override
    public Integer call() throws SQLException {
      PrintWriter out = spec.commandLine().getOut();
      out.println(
          LINE.replace("%,12d", "%12s")
              .formatted("id", "stream", "shown", "last begun", "rows", "windows; dimensions"));
      for (Stored stored : list(database)) {
        out.println(line(stored));
      }
      return 0;
    }

    private static String line(Stored stored) {
      return String.format(
          Locale.ROOT,
          LINE,
          stored.id(),
          stored.stream(),
          stored.current() ? "current" : "",
          stored.lastSeen() == null ? "" : stored.lastSeen().truncatedTo(ChronoUnit.SECONDS),
          stored.rows().values().stream().mapToLong(Long::longValue).sum(),
          stored.lastSeen() == null
              ? "written before rows said it"
              : stored.windows() + "; " + stored.dimensions());
    }
  }

  /** {@code tidemark computations drop}. */
  @Command(
      name = "drop",
      description = {
        "Deletes the rows of one computation. Without --confirm it only says which.",
        "",
        "Changelog topics keep what they have. A job that still computes them writes its rows"
            + " again: stop it before.",
        ""
      })
  static final class DropCommand implements Callable<Integer> {
    @Parameters(
        paramLabel = "ID",
        description =
            "The computation, as the list has it; "
                + StoredComputations.UNKNOWN
                + " for rows without one.")
    String id;

    @Option(names = "--confirm", description = "Delete the rows.")
    boolean confirm;

    @Mixin DatabaseTarget database;
    @Spec CommandSpec spec;

    @Override
    public Integer call() throws SQLException {
      List<Stored> all = list(database);
      List<Stored> meant = all.stream().filter(stored -> stored.id().equals(id)).toList();
      if (meant.isEmpty()) {
        throw new UsageException(
            "ID is "
                + id
                + ": allowed are "
                + (all.isEmpty() ? "none, there are no rows" : ids(all)));
      }
      try (StoredComputations stored = StoredComputations.of(database.config())) {
        for (Stored computation : meant) {
          drop(stored, computation);
        }
      }
      if (!confirm) {
        spec.commandLine().getOut().println("Nothing was deleted; --confirm does it.");
      }
      return 0;
    }

    private void drop(StoredComputations stored, Stored computation) throws SQLException {
      PrintWriter out = spec.commandLine().getOut();
      out.println((confirm ? "deletes " : "would delete ") + rows(computation));
      if (computation.current()) {
        out.println(
            "  these are the rows that the views current_… show; afterwards they show the newest"
                + " before it");
      }
      if (confirm) {
        out.printf(Locale.ROOT, "  %,d rows deleted%n", stored.drop(computation));
      }
    }

    private static String rows(Stored computation) {
      String rows =
          computation.rows().entrySet().stream()
              .map(DropCommand::counted)
              .collect(Collectors.joining(", "));
      return (rows.isEmpty() ? "no rows" : rows)
          + ", made by "
          + computation.id()
          + (computation.windows().isEmpty()
              ? ""
              : " (" + computation.windows() + "; " + computation.dimensions() + ")");
    }

    private static String counted(Map.Entry<String, Long> table) {
      return String.format(Locale.ROOT, "%,d rows of %s", table.getValue(), table.getKey());
    }

    private static String ids(List<Stored> all) {
      return all.stream().map(Stored::id).distinct().collect(Collectors.joining(", "));
    }
  }

  private static List<Stored> list(DatabaseTarget database) throws SQLException {
    Migrations.check(database.config());
    try (StoredComputations stored = StoredComputations.of(database.config())) {
      return stored.list();
    }
  }
}
