package io.tidemark.pipelines.source.file;

import java.io.IOException;
import java.io.InputStream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads another stream in steps of {@value #STEP} bytes, and hands on what it has before it fails.
 * A decompressor that finds its data cut off forgets what it had for that call; so nearly
 * everything that is there is read.
 */
final class InSmallSteps extends InputStream {
  private static final int STEP = 64;

  private final InputStream in;
  private @Nullable IOException failure;

  InSmallSteps(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int from, int length) throws IOException {
    if (failure != null) {
      throw failure;
    }
    int read = 0;
    try {
      int count = 0;
      while (read < length && count >= 0) {
        read += count;
        count = read == length ? 0 : in.read(buffer, from + read, Math.min(STEP, length - read));
      }
    } catch (IOException e) {
      failure = e;
      if (read == 0) {
        throw e;
      }
    }
    return read == 0 && length > 0 ? -1 : read;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
