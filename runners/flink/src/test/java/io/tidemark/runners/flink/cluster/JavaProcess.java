package io.tidemark.runners.flink.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM that can be started, killed without warning, and started again; its output in files. */
final class JavaProcess implements AutoCloseable {

  private static final Duration GOODBYE = Duration.ofSeconds(20);

  private final String name;
  private final Path directory;
  private final List<String> command;
  private Process process;
  private int starts;

  /**
   * @param classPath what the main class needs
   * @param options of the JVM
   */
  JavaProcess(
      String name, Path directory, List<Path> classPath, List<String> options, List<String> main) {
    this.name = name;
    this.directory = directory;
    this.command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-cp");
    List<String> entries = new ArrayList<>(List.of(tether(directory).toString()));
    classPath.forEach(entry -> entries.add(entry.toString()));
    command.add(String.join(java.io.File.pathSeparator, entries));
    command.add(Tethered.class.getName());
    command.addAll(main);
  }

  /** Starts it; the n-th time its output goes to {@code name-n.log}. */
  void start(List<String> moreArguments) {
    if (process != null && process.isAlive()) {
      throw new IllegalStateException(name + " is running already, as process " + process.pid());
    }
    starts++;
    List<String> line = new ArrayList<>(command);
    line.addAll(moreArguments);
    Path log = directory.resolve(name + "-" + starts + ".log");
    try {
      process =
          new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As kill -9: no shutdown hook runs. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  @Override
  public void close() {
    if (isAlive()) {
      kill();
    }
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(GOODBYE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(name + ", process " + pid() + ", outlives kill -9");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + name + " ends", e);
    }
  }

  /** The tether alone: the tests' other classes are not for the cluster to find. */
  private static Path tether(Path directory) {
    String file = Tethered.class.getName().replace('.', '/') + ".class";
    Path root = directory.resolve("tether");
    try (InputStream in = Tethered.class.getClassLoader().getResourceAsStream(file)) {
      Path target = root.resolve(file);
      Files.createDirectories(target.getParent());
      Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
      return root;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
