package io.tidemark.query.serve;

import io.tidemark.config.Units;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The process of {@code tidemark serve}. */
public final class Serve {
  private Serve() {}

  public static void main(String[] arguments) {
    Logger.getLogger("").setLevel(Level.WARNING);
    CommandLine command = commandLine();
    ConfiguredArguments configured = ConfiguredArguments.of(command, arguments);
    int code =
        configured.faults().isEmpty()
            ? command.execute(configured.arguments())
            : refuse(command, configured.faults());
    System.out.flush();
    System.exit(code);
  }

  static CommandLine commandLine() {
    return new CommandLine(new ServeCommand())
        .registerConverter(Address.class, explained(Address::parse))
        .registerConverter(Duration.class, explained(Serve::duration))
        .setParameterExceptionHandler(Serve::usageError)
        .setExecutionExceptionHandler((e, command, parsed) -> failure(e, command));
  }

  private static int refuse(CommandLine command, List<String> faults) {
    faults.forEach(fault -> command.getErr().println(command.getCommandName() + ": " + fault));
    return 2;
  }

  private static Duration duration(String text) {
    return Duration.ofMillis(
        Units.millis(text)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "'" + text + "' is not a duration: allowed is " + Units.DURATION)));
  }

  /** Says why a text is not a value, in the words of what has parsed it. */
  static <T> ITypeConverter<T> explained(Function<String, T> parse) {
    return text -> {
      try {
        return parse.apply(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }

  private static int usageError(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter error = command.getErr();
    error.println(command.getCommandName() + ": " + e.getMessage());
    UnmatchedArgumentException.printSuggestions(e, error);
    error.println("Try '" + command.getCommandName() + " --help'.");
    return 2;
  }

  private static int failure(Exception e, CommandLine command) {
    StringBuilder text = new StringBuilder(message(e));
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (text.indexOf(message(cause)) < 0) {
        text.append("\n  because: ").append(message(cause));
      }
    }
    command.getErr().println(command.getCommandName() + ": " + text);
    return 1;
  }

  private static String message(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
