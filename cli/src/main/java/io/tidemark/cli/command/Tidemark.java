package io.tidemark.cli.command;

import io.tidemark.pipelines.options.Redaction;
import io.tidemark.runners.launch.MainJob;
import io.tidemark.runners.launch.PipelineLauncher;
import io.tidemark.runners.launch.UsageException;
import java.io.PrintWriter;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. */
@Command(
    name = "tidemark",
    mixinStandardHelpOptions = true,
    version = "tidemark 0.2.0",
    scope = CommandLine.ScopeType.INHERIT,
    usageHelpWidth = 80,
    description = {
      "Event-time windows for LLM telemetry that correct themselves.",
      "",
      "Start with: tidemark demo --for 60s",
      ""
    },
    footer = {
      "",
      "tidemark COMMAND --help explains a command, with examples.",
      "Exit codes: 0 for done, 1 for failed, 2 for a wrong command line, 3 for a run",
      "over files that aggregated nothing."
    })
public final class Tidemark {
  private Tidemark() {}

  public static void main(String[] arguments) {
    // Flyway and the PostgreSQL driver log there; what they say at INFO is no news to a user.
    Logger.getLogger("").setLevel(Level.WARNING);
    int code = commands(MainJob::launcher).execute(arguments);
    System.out.flush();
    // Not a return: threads of the runners are not daemons.
    System.exit(code);
  }

  static CommandLine commands(Supplier<PipelineLauncher> launcher) {
    CommandLine commands =
        new CommandLine(new Tidemark())
            .addSubcommand(new DemoCommand(launcher))
            .addSubcommand(new RunCommand(launcher))
            .addSubcommand(new ServeCommand())
            .addSubcommand(new ReplayCommand())
            .addSubcommand(new GenerateCommand())
            .addSubcommand(new MigrateCommand())
            .addSubcommand(new ConfigCommand(launcher))
            .addSubcommand(new RetentionCommand())
            .addSubcommand(new CheckCommand())
            .addSubcommand(new ComputationsCommand())
            .addSubcommand(new BacktestCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionStrategy(new CommandLine.RunLast())
            .setParameterExceptionHandler(Tidemark::usageError)
            .setExecutionExceptionHandler((e, command, parsed) -> failure(e, command));
    Converters.register(commands);
    return commands;
  }

  private static int usageError(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter error = command.getErr();
    error.println(command.getCommandSpec().qualifiedName() + ": " + Redaction.of(e.getMessage()));
    UnmatchedArgumentException.printSuggestions(e, error);
    return tryHelp(command);
  }

  private static int failure(Exception e, CommandLine command) {
    boolean usage = e instanceof UsageException;
    String message = Redaction.of(usage ? e.getMessage() : messages(e));
    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + message);
    return usage ? tryHelp(command) : 1;
  }

  private static int tryHelp(CommandLine command) {
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println("Try '" + name + " --help'.");
    return 2;
  }

  /** The message and those of its causes that say something new. */
  private static String messages(Throwable e) {
    StringBuilder messages = new StringBuilder(text(e));
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (messages.indexOf(text(cause)) < 0) {
        messages.append("\n  because: ").append(text(cause));
      }
    }
    return messages.toString();
  }

  /** The message; of an exception that has only repeated its cause, that of the cause. */
  private static String text(Throwable e) {
    if (e.getMessage() == null) {
      return e.getClass().getSimpleName();
    }
    Throwable cause = e.getCause();
    return cause != null && cause.getMessage() != null && e.getMessage().equals(cause.toString())
        ? cause.getMessage()
        : e.getMessage();
  }
}
