package io.tidemark.runners.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.util.FileUtils;

/**
 * The directory in which jobs on embedded Flink, one after the other, keep their state.
 *
 * <pre>
 * lock               the id of the process that uses it
 * work/              what RocksDB works on; not needed by the next start
 * runs/7/            the run whose checkpoint or savepoint the next start goes on from
 *   run.properties   its identity
 *   conf/            the settings of its Flink
 *   checkpoints/     the newest three
 *   savepoints/      the one of its stop
 * </pre>
 *
 * <p>An older run is removed when a newer one has a checkpoint of its own. Only the user of the
 * process may read the directory.
 */
final class StateDirectory implements AutoCloseable {
  private final Path path;
  private final StateLock lock;
  private final boolean kept;

  private StateDirectory(Path path, StateLock lock, boolean kept) {
    this.path = path;
    this.lock = lock;
    this.kept = kept;
  }

  /**
   * Opens a directory, which is made if it does not exist.
   *
   * @throws IllegalStateException if another process uses it
   */
  static StateDirectory open(Path path) {
    return open(path, true);
  }

  /** Opens a new directory that {@link #close} removes. */
  static StateDirectory temporary() {
    try {
      return open(Files.createTempDirectory("tidemark-state-"), false);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a temporary directory", e);
    }
  }

  private static StateDirectory open(Path path, boolean kept) {
    try {
      if (Files.notExists(path)) {
        Files.createDirectories(path);
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
          Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        }
      }
    } catch (IOException e) {
      throw new UsageException(
          "--stateDir is '" + path + "': allowed is a directory that can be made here (" + e + ")",
          e);
    }
    StateDirectory directory = new StateDirectory(path.toAbsolutePath(), StateLock.of(path), kept);
    directory.remove(directory.work());
    return directory;
  }

  Path path() {
    return path;
  }

  /** Returns whether the next start finds what is here. */
  boolean isKept() {
    return kept;
  }

  /** Where the job works; nothing there is needed after it. */
  Path work() {
    return path.resolve("work");
  }

  /** Returns the newest run that has a complete checkpoint or savepoint. */
  Optional<StateRun> newestComplete() {
    return runs(path).stream().filter(run -> run.newest().isPresent()).findFirst();
  }

  /** Returns the runs in a directory, which need not be open, the newest first. */
  static List<StateRun> runs(Path path) {
    Path runs = path.resolve("runs");
    if (!Files.isDirectory(runs)) {
      return List.of();
    }
    return children(runs).stream().flatMap(run -> StateRun.read(run).stream()).toList();
  }

  /** Makes the directory of the next run. */
  Path nextRun() {
    List<Path> runs = children(path.resolve("runs"));
    int number = runs.isEmpty() ? 1 : number(runs.get(0)) + 1;
    try {
      return Files.createDirectories(path.resolve("runs").resolve(Integer.toString(number)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a directory in " + path, e);
    }
  }

  /** Notes a run before its job starts. */
  StateRun begin(Path run, JobID job, String checkpoints, StateIdentity identity) {
    StateRun begun = new StateRun(run, job, checkpoints, identity);
    try {
      begun.write();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write in " + run, e);
    }
    return begun;
  }

  /** Removes all runs except these. */
  void keepOnly(List<Path> kept) {
    for (Path run : children(path.resolve("runs"))) {
      if (!kept.contains(run)) {
        remove(run);
      }
    }
  }

  /** Returns the number of bytes that its files have. */
  long size() {
    return size(path);
  }

  static long size(Path path) {
    try (Stream<Path> files = Files.walk(path)) {
      return files.mapToLong(StateDirectory::length).sum();
    } catch (IOException | UncheckedIOException e) {
      // A file may vanish while it is looked at; the number is for a person to read.
      return 0;
    }
  }

  private static long length(Path file) {
    return Files.isRegularFile(file) ? file.toFile().length() : 0;
  }

  /** The directories named by a number, the largest first. */
  private static List<Path> children(Path parent) {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(parent)) {
      return all.filter(child -> child.getFileName().toString().matches("[0-9]{1,9}"))
          .sorted(Comparator.comparing(StateDirectory::number).reversed())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + parent, e);
    }
  }

  private static int number(Path run) {
    return Integer.parseInt(run.getFileName().toString());
  }

  /** Removes a directory: first what says that it is one, so that no half of it is found. */
  private void remove(Path directory) {
    try {
      Files.deleteIfExists(directory.resolve("run.properties"));
      FileUtils.deleteDirectory(directory.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + directory, e);
    }
  }

  /** Releases the directory for others. */
  @Override
  public void close() {
    if (!kept) {
      // RocksDB may still be writing when the process ends.
      FileUtils.deleteDirectoryQuietly(path.toFile());
    }
    lock.close();
  }
}
