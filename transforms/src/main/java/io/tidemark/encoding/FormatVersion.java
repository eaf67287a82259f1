package io.tidemark.encoding;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.beam.sdk.coders.CoderException;

/**
 * The version of a stored form, which is its first byte. State and messages outlive the program
 * that wrote them, so a reader refuses a version that it does not know instead of misreading what
 * follows.
 */
public final class FormatVersion {

  private FormatVersion() {}

  /**
   * Reads the version of a stored form.
   *
   * @param expected the only version that this release reads, from 0 to 255
   * @param what the stored values in the plural, for the message: {@code "moments"}
   * @throws CoderException if the version is another one
   * @throws EOFException if there is no byte left to read
   */
  public static void check(InputStream in, int expected, String what) throws IOException {
    int version = in.read();
    if (version < 0) {
      throw new EOFException("stored " + what + " end before their version");
    }
    if (version != expected) {
      throw new CoderException(
          "stored " + what + " have version " + version + "; this release reads " + expected);
    }
  }
}
