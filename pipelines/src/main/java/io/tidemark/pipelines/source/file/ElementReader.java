package io.tidemark.pipelines.source.file;

import io.tidemark.pipelines.decode.Brackets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Splits JSON into the elements of its arrays, and into the objects that follow one another outside
 * of them, however many lines each has. Commas and white space between them belong to none. What is
 * neither object nor array goes to the end of its line, or of its element.
 *
 * <p>An object that does not end reaches to the next line that begins with an object that cannot be
 * part of it; an element of an array that does not end reaches to the end of the file. Of a record
 * longer than {@code longestKept} bytes only the first {@code longestKept + 1} are kept.
 */
final class ElementReader implements Pieces {
  private static final int END = -1;

  private final InputStream in;
  private final int longestKept;
  private final Brackets brackets = new Brackets();
  private final ByteArrayOutputStream element = new ByteArrayOutputStream();
  private int next;
  private long nextOffset;
  private long offset;
  private boolean inArray;

  /** Reads a file from its beginning, behind its byte order mark; the stream should be buffered. */
  ElementReader(InputStream in, long offset, int longestKept) throws IOException {
    this.in = in;
    this.nextOffset = offset;
    this.longestKept = longestKept;
    this.next = in.read();
  }

  @Override
  public boolean next() throws IOException {
    element.reset();
    skipToValue();
    if (next == END) {
      return false;
    }
    offset = nextOffset;
    if (next != '{' && next != '[') {
      takeRest();
    } else if (takeBrackets()) {
      takeWhatFollows();
    }
    return true;
  }

  @Override
  public long offset() {
    return offset;
  }

  @Override
  public byte[] bytes() {
    byte[] bytes = element.toByteArray();
    int end = bytes.length;
    while (end > 0 && end <= longestKept && isSpace(bytes[end - 1])) {
      end--;
    }
    return end == bytes.length ? bytes : Arrays.copyOf(bytes, end);
  }

  private void skipToValue() throws IOException {
    while (isSpace(next) || next == ',' || next == (inArray ? ']' : '[')) {
      inArray = next == '[' || (inArray && next != ']');
      advance();
    }
  }

  /** Takes a value with its brackets, and returns whether they close. */
  private boolean takeBrackets() throws IOException {
    brackets.clear();
    boolean closed = false;
    while (!closed && next != END && (inArray || !brackets.isCutBefore((byte) next))) {
      closed = brackets.closesWith((byte) next);
      take();
    }
    return closed;
  }

  /** Takes what stands behind a value although nothing separates them: it spoils the value. */
  private void takeWhatFollows() throws IOException {
    while (isSpace(next) && (inArray || next != '\n')) {
      take();
    }
    boolean isSeparate = next == END || "\n,{[".indexOf(next) >= 0 || (inArray && next == ']');
    if (!isSeparate) {
      takeRest();
    }
  }

  /** Takes the rest of the element or, outside of an array, of the line. */
  private void takeRest() throws IOException {
    boolean quoted = false;
    boolean escaped = false;
    do {
      quoted = next == '"' && !escaped ? !quoted : quoted;
      escaped = quoted && !escaped && next == '\\';
      take();
    } while (next != END && (inArray ? quoted || (next != ',' && next != ']') : next != '\n'));
  }

  private void take() throws IOException {
    if (element.size() <= longestKept) {
      element.write(next);
    }
    advance();
  }

  private void advance() throws IOException {
    next = in.read();
    nextOffset++;
  }

  private static boolean isSpace(int c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }
}
