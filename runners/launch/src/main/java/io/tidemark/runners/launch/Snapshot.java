package io.tidemark.runners.launch;

import java.io.DataInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;

/**
 * A complete checkpoint or savepoint: Flink writes its file {@code _metadata} last, and puts it in
 * place at once.
 *
 * @param path the directory, or the file {@code _metadata} itself
 * @param taken when it was complete
 */
record Snapshot(Path path, Instant taken) {
  private static final String METADATA = "_metadata";

  /**
   * Returns the newest complete one of a job.
   *
   * @param parents directories with a directory for each checkpoint or savepoint; one that does not
   *     exist has none
   */
  static Optional<Snapshot> newest(List<Path> parents) {
    List<Snapshot> found = new ArrayList<>();
    for (Path parent : parents) {
      try {
        found.addAll(in(parent));
      } catch (IOException e) {
        throw new IllegalStateException("cannot look for checkpoints in " + parent, e);
      }
    }
    return found.stream()
        .sorted(Comparator.comparing(Snapshot::taken).reversed())
        .filter(snapshot -> snapshot.damage().isEmpty())
        .findFirst();
  }

  private static List<Snapshot> in(Path parent) throws IOException {
    List<Snapshot> found = new ArrayList<>();
    FileSystem files = parent.getFileSystem();
    FileStatus[] children = files.exists(parent) ? files.listStatus(parent) : null;
    for (FileStatus child : children == null ? new FileStatus[0] : children) {
      Path metadata = new Path(child.getPath(), METADATA);
      if (child.isDir() && files.exists(metadata)) {
        long millis = files.getFileStatus(metadata).getModificationTime();
        found.add(new Snapshot(child.getPath(), Instant.ofEpochMilli(millis)));
      }
    }
    return found;
  }

  /**
   * Returns the one at a path that the user names.
   *
   * @throws UsageException if there is none, or it cannot be read
   */
  static Snapshot at(String given) {
    Snapshot snapshot = new Snapshot(new Path(given), Instant.EPOCH);
    snapshot
        .damage()
        .ifPresent(
            e -> {
              throw new UsageException(
                  "--savepointPath is '"
                      + given
                      + "': allowed is the directory of a complete checkpoint or savepoint, with a"
                      + " file "
                      + METADATA
                      + " that can be read ("
                      + e
                      + ")",
                  e);
            });
    return snapshot;
  }

  /** Returns why it cannot be read; empty if it can. */
  private Optional<Exception> damage() {
    try {
      FileSystem files = path.getFileSystem();
      Path metadata = files.getFileStatus(path).isDir() ? new Path(path, METADATA) : path;
      try (DataInputStream in = new DataInputStream(files.open(metadata))) {
        Checkpoints.loadCheckpointMetadata(
            in, Snapshot.class.getClassLoader(), metadata.toString());
      }
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.of(e);
    }
  }
}
