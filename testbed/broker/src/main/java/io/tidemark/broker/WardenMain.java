package io.tidemark.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Waits for the end of its parent, then ends every process that has a pid file in the work
 * directory, and removes the directory.
 *
 * <p>Argument: the work directory. A pid file is named {@code *.pid}, is at most {@value #DEPTH}
 * levels deep, and has the pid in its first line, as the {@code postmaster.pid} of PostgreSQL. A
 * process that started after the file was written has only been given the same number later, and is
 * left alone.
 */
public final class WardenMain {
  private static final int DEPTH = 4;
  private static final Duration GRACE = Duration.ofSeconds(3);
  private static final Duration CLOCK_GRAIN = Duration.ofSeconds(2);
  private static final int ATTEMPTS = 50;

  private WardenMain() {}

  public static void main(String[] args) throws InterruptedException {
    if (args.length != 1) {
      System.err.println("expected WORK_DIRECTORY, got " + args.length + " arguments");
      System.exit(2);
    }
    StandardInput.awaitEnd();
    Path directory = Path.of(args[0]);
    // A server that is just starting may still write files, so this is repeated until none is left.
    for (int attempt = 0; attempt < ATTEMPTS && Files.exists(directory); attempt++) {
      processes(directory).forEach(WardenMain::end);
      delete(directory);
      Thread.sleep(100);
    }
  }

  private static List<ProcessHandle> processes(Path directory) {
    return list(directory, DEPTH).stream()
        .filter(file -> file.getFileName().toString().endsWith(".pid"))
        .flatMap(file -> process(file).stream())
        .toList();
  }

  private static Optional<ProcessHandle> process(Path pidFile) {
    try {
      long pid = Long.parseLong(Files.readAllLines(pidFile).get(0).trim());
      Instant written = Files.getLastModifiedTime(pidFile).toInstant();
      return ProcessHandle.of(pid)
          .filter(p -> p.info().startInstant().orElse(written).isBefore(written.plus(CLOCK_GRAIN)));
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // Removed or half written; the next attempt reads it again.
    }
  }

  /**
   * Ends a process by SIGINT, and kills it if it still runs after 3 s. For PostgreSQL SIGINT is a
   * fast shutdown, for a JVM an orderly one.
   */
  private static void end(ProcessHandle process) {
    try {
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      Instant deadline = Instant.now().plus(GRACE);
      while (process.isAlive() && Instant.now().isBefore(deadline)) {
        Thread.sleep(20);
      }
    } catch (IOException e) {
      System.err.println("kill -INT " + process.pid() + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }

  private static void delete(Path directory) {
    for (Path path : list(directory, Integer.MAX_VALUE)) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // A file was added meanwhile; the next attempt removes it.
      }
    }
  }

  /** Returns the files and directories below a directory, the deepest first. */
  private static List<Path> list(Path directory, int depth) {
    try (Stream<Path> paths = Files.walk(directory, depth)) {
      return paths.sorted(Comparator.reverseOrder()).toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of(); // Removed, or changed during the walk; the next attempt lists it again.
    }
  }
}
