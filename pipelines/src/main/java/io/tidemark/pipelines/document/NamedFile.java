package io.tidemark.pipelines.document;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.apache.beam.sdk.io.FileSystems;

/** A file that an option names, in any file system that Beam knows. */
public final class NamedFile {

  private NamedFile() {}

  /**
   * Opens the file. Beam would match its name first, and for one that does not exist its local file
   * system then walks through the whole directory, which takes minutes for a wrong path below the
   * root.
   *
   * @throws java.io.FileNotFoundException if there is none
   * @throws IllegalArgumentException if the path is not that of a file
   */
  public static InputStream open(String path) throws IOException {
    return Channels.newInputStream(FileSystems.open(FileSystems.matchNewResource(path, false)));
  }

  /**
   * Reads Java properties in UTF-8.
   *
   * @param what they are, for the message
   * @throws UncheckedIOException if the file cannot be read
   */
  public static Properties properties(String what, String path) {
    Properties properties = new Properties();
    try (Reader reader = new InputStreamReader(open(path), StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(
          what + " " + path + " cannot be read here; a readable file is needed", e);
    }
    return properties;
  }
}
