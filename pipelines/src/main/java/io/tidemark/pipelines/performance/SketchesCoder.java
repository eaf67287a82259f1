package io.tidemark.pipelines.performance;

import io.tidemark.pipelines.event.BinaryFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CoderException;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Encodes {@link Sketches} as one byte, which has a bit for each that is there, the first the
 * lowest, and then these with their length before them: one byte where there are none. There is no
 * version byte, as {@link PerformanceStatsCoder} has one.
 */
final class SketchesCoder {

  private static final int ALL = 0b111;

  private SketchesCoder() {}

  static void encode(Sketches sketches, OutputStream out) throws IOException {
    byte[][] each = {sketches.latencyMs(), sketches.ttftMs(), sketches.timePerOutputTokenMs()};
    int there = 0;
    for (int i = 0; i < each.length; i++) {
      there |= each[i] == null ? 0 : 1 << i;
    }
    out.write(there);
    for (byte[] bytes : each) {
      if (bytes != null) {
        BinaryFormat.writeBytes(bytes, out);
      }
    }
  }

  static Sketches decode(InputStream in) throws IOException {
    int there = BinaryFormat.readByte(in);
    if (there == 0) {
      return Sketches.NONE;
    }
    if (there > ALL) {
      throw new CoderException("stored sketches begin with " + there + "; 0 to 7 is needed");
    }
    return new Sketches(decode(there & 1, in), decode(there & 2, in), decode(there & 4, in));
  }

  private static byte @Nullable [] decode(int there, InputStream in) throws IOException {
    return there == 0 ? null : BinaryFormat.readBytes(in);
  }
}
