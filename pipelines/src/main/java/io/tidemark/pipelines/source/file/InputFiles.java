package io.tidemark.pipelines.source.file;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Finds what an input names while the pipeline is built, so that a mistake is told at once. */
final class InputFiles {
  private InputFiles() {}

  /**
   * Returns a file or pattern that can be read as often as needed. It is the input itself unless
   * that is a pipe: what a pipe has is copied to a file first, because a runner may look at its
   * input more than once, and reads it again after a failure.
   *
   * @throws IllegalArgumentException if nothing is there, or a directory
   */
  static String readable(String input) {
    // Beam would take the name of a missing file for a pattern and list the whole tree below its
    // folder.
    if (isLocalName(input)) {
      Path path = Path.of(input);
      if (!Files.exists(path)) {
        throw noFileMatches(input, null);
      }
      checkReadable(input, path);
      if (!Files.isRegularFile(path)) {
        return copyOf(input, path).toString();
      }
    }
    checkSomeFileMatches(input);
    return input;
  }

  private static boolean isLocalName(String input) {
    return !input.contains("://") && input.chars().noneMatch(c -> "*?[{\\".indexOf(c) >= 0);
  }

  private static void checkReadable(String input, Path path) {
    if (Files.isDirectory(path)) {
      String files = input.endsWith("/") ? input + "*.jsonl" : input + "/*.jsonl";
      throw new IllegalArgumentException(
          "input is \"" + input + "\", a directory; for the files in it, write \"" + files + "\"");
    }
    if (!Files.isReadable(path)) {
      throw new IllegalArgumentException(
          "input is \"" + input + "\"; a file that this process may read is needed");
    }
  }

  private static Path copyOf(String pipe, Path path) {
    try {
      Path copy = Files.createTempFile("tidemark-input-", ".jsonl");
      copy.toFile().deleteOnExit();
      try (InputStream in = new FileInputStream(path.toFile())) {
        Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "input \""
              + pipe
              + "\" is a pipe, and cannot be copied to a file below "
              + System.getProperty("java.io.tmpdir"),
          e);
    }
  }

  private static void checkSomeFileMatches(String input) {
    try {
      FileSystems.match(input, EmptyMatchTreatment.DISALLOW).metadata();
    } catch (FileNotFoundException e) {
      throw noFileMatches(input, e);
    } catch (IOException e) {
      throw new UncheckedIOException("input \"" + input + "\" cannot be listed", e);
    }
  }

  private static IllegalArgumentException noFileMatches(String input, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "input is \"" + input + "\"; no file matches, at least one is needed", cause);
  }
}
