package io.tidemark.runners.flink.crash;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Keeps events back until a test has seen what it waits for, however long that takes.
 *
 * @param from number of the first event that is kept back
 * @param file what opens it by being there; on a disk that all processes see
 */
record Gate(long from, String file) implements Serializable {

  /** Keeps nothing back. */
  static final Gate NONE = new Gate(Long.MAX_VALUE, "");

  static Gate before(long number, Path directory) {
    return new Gate(number, directory.resolve("open").toAbsolutePath().toString());
  }

  boolean keepsBack(long number) {
    return number >= from && !Files.exists(Path.of(file));
  }

  void open() {
    try {
      Files.createFile(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
