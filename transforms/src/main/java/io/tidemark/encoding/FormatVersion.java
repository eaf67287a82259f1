package io.tidemark.encoding;

import java.io.IOException;
import java.io.InputStream;
import org.apache.beam.sdk.coders.CoderException;

/** The first byte of every stored form: a reader refuses what it does not know. */
public final class FormatVersion {

  private FormatVersion() {}

  public static void check(InputStream in, int expected, String what) throws IOException {
    int version = in.read();
    if (version != expected) {
      throw new CoderException(
          "stored " + what + " have version " + version + "; this release reads " + expected);
    }
  }
}
