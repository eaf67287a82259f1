package io.tidemark.pipelines.series;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CoderException;

/**
 * The byte that begins a stored form. A reader refuses every version but its own, so that bytes of
 * another layout are never taken for values.
 */
public final class VersionByte {
  private VersionByte() {}

  static final int CURRENT = 1;

  /** Writes the current version. */
  public static void write(OutputStream out) throws IOException {
    out.write(CURRENT);
  }

  /**
   * Reads the version byte.
   *
   * @param what the name of the form, for messages
   * @throws CoderException if the version is not the current one
   * @throws EOFException if there is no byte
   */
  public static void require(String what, InputStream in) throws IOException {
    int found = in.read();
    if (found < 0) {
      throw new EOFException(what + " ends before its version byte");
    }
    if (found != CURRENT) {
      throw new CoderException(
          what + " was written in version " + found + "; this program reads version " + CURRENT);
    }
  }
}
