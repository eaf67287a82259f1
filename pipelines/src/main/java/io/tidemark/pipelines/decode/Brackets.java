package io.tidemark.pipelines.decode;

/**
 * Finds where a JSON object or array ends, without understanding what is in it. Brackets in texts
 * do not count. A newline ends a text, since a JSON text has none; so a quote that is missing harms
 * one line.
 */
public final class Brackets {
  private int depth;
  private boolean quoted;
  private boolean escaped;
  private boolean lineEnded;

  /** The last byte that is no white space. */
  private byte before;

  /** Starts over, before a bracket that opens. */
  public void clear() {
    depth = 0;
    quoted = false;
    escaped = false;
    lineEnded = false;
    before = 0;
  }

  /** Takes the next byte and returns whether it closes the first bracket. */
  public boolean closesWith(byte c) {
    lineEnded = c == '\n';
    if (quoted) {
      quoted = !lineEnded && (escaped || c != '"');
      escaped = quoted && !escaped && c == '\\';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      depth++;
    } else if (c == '}' || c == ']') {
      depth--;
    }
    if (c != '\n' && c != '\r' && c != ' ' && c != '\t') {
      before = c;
    }
    return depth == 0;
  }

  /**
   * Returns whether, by this byte, another object begins although the first bracket is not closed:
   * it is the first of a line, and JSON allows none where it stands.
   */
  public boolean isCutBefore(byte c) {
    return lineEnded && c == '{' && before != ',' && before != ':' && before != '[';
  }

  /**
   * Returns the index behind the bracket that closes the one at {@code from}; -1 if there is none.
   */
  public static int end(byte[] text, int from) {
    return end(text, from, text.length, false);
  }

  /**
   * Returns the index behind the bracket that closes the one at {@code from}; -1 if there is none
   * before {@code to} or, with {@code byLine}, before an object on a line of its own that cannot be
   * part of it.
   */
  static int end(byte[] text, int from, int to, boolean byLine) {
    Brackets brackets = new Brackets();
    for (int i = from; i < to; i++) {
      if (byLine && brackets.isCutBefore(text[i])) {
        return -1;
      }
      if (brackets.closesWith(text[i])) {
        return i + 1;
      }
    }
    return -1;
  }
}
