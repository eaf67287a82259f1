package io.tidemark.pipelines.source.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;

/**
 * Splits bytes into lines at {@code \n} and gives the offset of each. A {@code \r} before it is not
 * part of the line; every other byte is, whatever its encoding. There is no further line after the
 * last {@code \n}.
 *
 * <p>Of a line longer than {@code longestKept} bytes only the first {@code longestKept + 1} are
 * kept, so that memory is bounded whatever the file has, and a longer line can still be recognised
 * as such.
 */
final class LineReader {
  private static final int BUFFER_BYTES = 1 << 16;

  private final ReadableByteChannel channel;
  private final int longestKept;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int at;
  private int end;
  private long nextOffset;
  private long lineOffset;

  /** Reads from the position of the channel, which is {@code offset} bytes into the file. */
  LineReader(ReadableByteChannel channel, long offset, int longestKept) {
    this.channel = channel;
    this.nextOffset = offset;
    this.longestKept = longestKept;
  }

  /** Moves to the next line; returns false if there is none. */
  boolean next() throws IOException {
    line.reset();
    lineOffset = nextOffset;
    boolean any = false;
    while (at < end || fill()) {
      any = true;
      int newline = indexOfNewline();
      keep(at, newline);
      nextOffset += newline - at;
      at = newline;
      if (at < end) {
        at++;
        nextOffset++;
        return true;
      }
    }
    return any;
  }

  /** Returns the offset of the first byte of the line in the file. */
  long lineOffset() {
    return lineOffset;
  }

  /** Returns the bytes of the line without its end. */
  byte[] line() {
    byte[] bytes = line.toByteArray();
    boolean cut = bytes.length > longestKept;
    if (!cut && bytes.length > 0 && bytes[bytes.length - 1] == '\r') {
      return Arrays.copyOf(bytes, bytes.length - 1);
    }
    return bytes;
  }

  private void keep(int from, int to) {
    int room = longestKept + 1 - line.size();
    line.write(buffer, from, Math.min(to - from, room));
  }

  private int indexOfNewline() {
    int i = at;
    while (i < end && buffer[i] != '\n') {
      i++;
    }
    return i;
  }

  private boolean fill() throws IOException {
    int count = 0;
    while (count == 0) {
      count = channel.read(ByteBuffer.wrap(buffer));
    }
    at = 0;
    end = Math.max(count, 0);
    return count > 0;
  }
}
