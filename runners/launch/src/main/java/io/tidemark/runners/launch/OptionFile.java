package io.tidemark.runners.launch;

import io.tidemark.pipelines.document.NamedFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A file that an option names, in any file system that Beam knows.
 *
 * @param option the option, as in {@code --jdbcPasswordFile}
 * @param path what it was given
 */
record OptionFile(String option, String path) {

  /**
   * Returns the text of the file in UTF-8.
   *
   * @throws UsageException if there is no such file, it is a directory, or it cannot be read
   */
  String text() {
    if (isDirectory()) {
      throw wrong("is a directory");
    }
    try (var in = NamedFile.open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (FileNotFoundException e) {
      throw wrong(isUnreadable() ? "may not be read by this user" : "does not exist");
    } catch (IOException | RuntimeException e) {
      throw wrong("cannot be read (" + e.getMessage() + ")");
    }
  }

  /** Returns the answer to a file with this fault, which reads on from its path. */
  UsageException wrong(String fault) {
    return new UsageException(
        option + " is " + path + ", which " + fault + ": needed is a file that can be read");
  }

  private boolean isDirectory() {
    try {
      return Files.isDirectory(Path.of(path));
    } catch (InvalidPathException e) {
      return false; // A name of another file system.
    }
  }

  private boolean isUnreadable() {
    return Files.exists(Path.of(path)) && !Files.isReadable(Path.of(path));
  }
}
