package io.tidemark.pipelines.series;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CoderException;

/** The leading byte of every stored form. */
public final class VersionByte {
  private VersionByte() {}

  static final int CURRENT = 1;

  public static void write(OutputStream out) throws IOException {
    out.write(CURRENT);
  }

  /** Refuses bytes that a different version of {@code what} wrote. */
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
