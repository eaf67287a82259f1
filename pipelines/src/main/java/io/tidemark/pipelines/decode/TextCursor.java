package io.tidemark.pipelines.decode;

/** A place in a text that moves on as parts of the text are read. */
final class TextCursor {
  private final String text;
  private int at;

  TextCursor(String text) {
    this.text = text;
  }

  boolean isAtEnd() {
    return at == text.length();
  }

  boolean isAtDigit() {
    return digitsAhead() > 0;
  }

  /** Returns the number of ASCII digits that come next. */
  int digitsAhead() {
    int end = at;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end - at;
  }

  /** Returns the character that comes next, U+0000 at the end. */
  char peek() {
    return isAtEnd() ? '\0' : text.charAt(at);
  }

  /** Moves past this character if it comes next, and returns whether it did. */
  boolean eat(char c) {
    boolean found = peek() == c && !isAtEnd();
    at += found ? 1 : 0;
    return found;
  }

  /** Moves past spaces and returns whether there were any. */
  boolean skipBlanks() {
    int from = at;
    while (eat(' ')) {
      continue;
    }
    return at > from;
  }

  /**
   * Reads as many digits as come next, at most nine, and returns their number; returns -1 and stays
   * if there are fewer or more.
   */
  int number(int fewest, int most) {
    int digits = digitsAhead();
    return digits < fewest || digits > most ? -1 : part(digits);
  }

  /** Reads this many digits of those that come next, at most nine, and returns their number. */
  int part(int digits) {
    int number = Integer.parseInt(text, at, at + digits, 10);
    at += digits;
    return number;
  }

  /** Reads the ASCII letters that come next; empty if there are none. */
  String word() {
    int from = at;
    while (Character.isLetter(peek()) && peek() < 128) {
      at++;
    }
    return text.substring(from, at);
  }

  /** Moves past the digits that come next. */
  void skipDigits() {
    at += digitsAhead();
  }

  /** Moves past a closing character at the very end and returns whether the text ends with it. */
  boolean skipToEnd(char closing) {
    boolean closed = text.length() > at && text.charAt(text.length() - 1) == closing;
    at = closed ? text.length() : at;
    return closed;
  }
}
