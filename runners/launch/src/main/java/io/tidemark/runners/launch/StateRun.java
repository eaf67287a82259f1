package io.tidemark.runners.launch;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.api.common.JobID;

/**
 * What one run of a job has left in a state directory. The numbers of runs rise, so the newest is
 * found without a clock.
 *
 * @param directory with the file {@code run.properties}, the settings and the savepoints of the run
 * @param job its id on Flink
 * @param checkpoints below which Flink keeps the checkpoints of all its jobs, each in a directory
 *     of its own
 * @param identity whose state it is
 */
record StateRun(Path directory, JobID job, String checkpoints, StateIdentity identity) {
  private static final String FILE = "run.properties";
  private static final String JOB_KEY = "job";
  private static final String CHECKPOINTS_KEY = "checkpoints";

  /** Reads a run; empty if the process was ended before it was noted, and so had no job. */
  static Optional<StateRun> read(Path directory) {
    Path file = directory.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    return Optional.of(
        new StateRun(
            directory,
            JobID.fromHexString(properties.getProperty(JOB_KEY)),
            properties.getProperty(CHECKPOINTS_KEY),
            StateIdentity.read(properties)));
  }

  /** Notes the run, all of it or nothing. */
  void write() throws IOException {
    Properties properties = new Properties();
    properties.setProperty(JOB_KEY, job.toHexString());
    properties.setProperty(CHECKPOINTS_KEY, checkpoints);
    identity.write(properties);
    Path part = directory.resolve(FILE + ".part");
    try (Writer writer = Files.newBufferedWriter(part)) {
      properties.store(writer, "A run of tidemark");
    }
    Files.move(part, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Returns the newest complete checkpoint or savepoint. */
  Optional<Snapshot> newest() {
    return Snapshot.newest(
        List.of(
            new org.apache.flink.core.fs.Path(checkpoints, job.toHexString()),
            new org.apache.flink.core.fs.Path(savepoints())));
  }

  /** Returns the directory of its savepoints, as Flink writes paths. */
  String savepoints() {
    return onFlink(directory.resolve("savepoints"));
  }

  /** Returns a path as Flink writes it: with its scheme, and with no character escaped. */
  static String onFlink(Path path) {
    return new org.apache.flink.core.fs.Path(path.toAbsolutePath().toUri()).toString();
  }
}
