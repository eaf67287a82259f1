package io.tidemark.cli.command;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command line in a process of its own, which can be sent signals. */
final class CommandProcess implements AutoCloseable {
  private static final Duration END = Duration.ofSeconds(180);

  private final Process process;
  private final Path output;

  private CommandProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts the command.
   *
   * @param output a file that its messages are added to
   */
  static CommandProcess start(Path output, Map<String, String> environment, List<String> arguments)
      throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-Xmx512m");
    // Flink reflects on the same packages of the JDK there as here.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(line::add);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Tidemark.class.getName()));
    line.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    return new CommandProcess(builder.start(), output);
  }

  long pid() {
    return process.pid();
  }

  /** Returns what it has said up to now, and what was in the file before. */
  String said() throws IOException {
    return Files.readString(output);
  }

  /** Sends SIGTERM and returns the exit code. */
  int terminate() throws InterruptedException {
    process.destroy();
    return exitCode();
  }

  /** As kill -9. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    exitCode();
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("process " + pid() + " has not ended within " + END);
    }
    return process.exitValue();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
