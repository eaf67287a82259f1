package io.tidemark.pipelines.record;

import io.tidemark.pipelines.event.BinaryFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CoderException;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How a {@link Resumed} is stored: 0 for none, or 1 for a record that was not read before and 2 for
 * one that was, with the 8 bytes of the watermark.
 */
final class ResumedFormat {
  private static final int NONE = 0;
  private static final int NOT_READ = 1;
  private static final int READ = 2;

  private ResumedFormat() {}

  static void write(@Nullable Resumed resumed, OutputStream out) throws IOException {
    if (resumed == null) {
      out.write(NONE);
      return;
    }
    out.write(resumed.readBefore() ? READ : NOT_READ);
    BinaryFormat.writeFixedLong(resumed.watermarkMillis(), out);
  }

  static @Nullable Resumed read(InputStream in) throws IOException {
    int form = BinaryFormat.readByte(in);
    if (form > READ) {
      throw new CoderException(
          "how a record was read again is stored in form " + form + "; this program reads 0 to 2");
    }
    return form == NONE ? null : new Resumed(BinaryFormat.readFixedLong(in), form == READ);
  }
}
