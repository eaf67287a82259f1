package io.tidemark.pipelines.source.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Splits bytes into lines at {@code \n} and gives the offset of each. A {@code \r} before it is not
 * part of the line, nor is a byte order mark at the beginning of the file; every other byte is,
 * whatever its encoding. There is no further line after the last {@code \n}.
 *
 * <p>Of a line longer than {@code longestKept} bytes only the first {@code longestKept + 1} are
 * kept, so that memory is bounded whatever the file has, and a longer line can still be recognised
 * as such.
 */
final class LineReader implements Pieces {
  private static final int BUFFER_BYTES = 1 << 16;

  private final InputStream in;
  private final int longestKept;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int at;
  private int end;
  private long nextOffset;
  private long lineOffset;

  /** Reads from the position of the stream, which is {@code offset} bytes into the file. */
  LineReader(InputStream in, long offset, int longestKept) {
    this.in = in;
    this.nextOffset = offset;
    this.longestKept = longestKept;
  }

  @Override
  public boolean next() throws IOException {
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

  @Override
  public long offset() {
    return lineOffset;
  }

  /** Returns the bytes of the line without its end. */
  @Override
  public byte[] bytes() {
    byte[] bytes = line.toByteArray();
    boolean cut = bytes.length > longestKept;
    int end = !cut && bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? 1 : 0;
    int mark = lineOffset == 0 && ByteOrderMark.isAtStartOf(bytes) ? ByteOrderMark.LENGTH : 0;
    return mark + end == 0 ? bytes : Arrays.copyOfRange(bytes, mark, bytes.length - end);
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
      count = in.read(buffer);
    }
    at = 0;
    end = Math.max(count, 0);
    return count > 0;
  }
}
