package io.tidemark.pipelines.record;

/** Parts of untrusted text, made safe to print and to store. */
public final class Excerpt {
  /** The longest value in a message, in UTF-16 units. */
  private static final int LONGEST = 60;

  /** The longest message, in UTF-16 units. */
  private static final int LONGEST_MESSAGE = 500;

  private static final char REPLACEMENT = '\uFFFD';

  private Excerpt() {}

  /**
   * Returns the value in double quotes; a longer one is cut after {@value #LONGEST} characters, and
   * its length is added.
   */
  public static String quoted(String value) {
    return value.length() <= LONGEST
        ? '"' + value + '"'
        : '"' + first(LONGEST, value) + "…\" (" + value.length() + " characters)";
  }

  /** Returns the value without quotes; a longer one is cut after {@value #LONGEST} characters. */
  public static String cut(String value) {
    return value.length() <= LONGEST ? value : first(LONGEST, value) + "…";
  }

  /** Returns the first {@code length} UTF-16 units, or one fewer rather than half a character. */
  public static String first(int length, String text) {
    boolean splits = Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, splits ? length - 1 : length);
  }

  /** Returns whether every store can hold the text: no U+0000 and no lone surrogate is in it. */
  public static boolean isStorable(String text) {
    return text.indexOf('\0') < 0 && firstLoneSurrogate(text) < 0;
  }

  /** Returns the text with U+FFFD in place of every U+0000 and lone surrogate. */
  public static String storable(String text) {
    StringBuilder storable = new StringBuilder(text);
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) == '\0' || isLoneSurrogate(text, at)) {
        storable.setCharAt(at, REPLACEMENT);
      }
    }
    return storable.toString();
  }

  /** Returns the message, printable and cut after {@value #LONGEST_MESSAGE} characters. */
  static String message(String message) {
    return printable(
        message.length() <= LONGEST_MESSAGE ? message : first(LONGEST_MESSAGE, message) + "…");
  }

  /** Returns the text with every control character and lone surrogate replaced by U+FFFD. */
  static String printable(String text) {
    int unsafe = firstUnsafe(text, 0);
    if (unsafe < 0) {
      return text;
    }
    StringBuilder safe = new StringBuilder(text);
    for (int at = unsafe; at >= 0; at = firstUnsafe(text, at + 1)) {
      safe.setCharAt(at, REPLACEMENT);
    }
    return safe.toString();
  }

  /**
   * Returns the index of the first half of a surrogate pair that has no other half; -1 if there is
   * none. Such a character has no form in UTF-8, so the text would change when it is written and
   * read again.
   */
  public static int firstLoneSurrogate(String text) {
    for (int at = 0; at < text.length(); at++) {
      if (isLoneSurrogate(text, at)) {
        return at;
      }
    }
    return -1;
  }

  private static int firstUnsafe(String text, int from) {
    for (int at = from; at < text.length(); at++) {
      if (Character.isISOControl(text.charAt(at)) || isLoneSurrogate(text, at)) {
        return at;
      }
    }
    return -1;
  }

  private static boolean isLoneSurrogate(String text, int at) {
    char c = text.charAt(at);
    if (!Character.isSurrogate(c)) {
      return false;
    }
    return Character.isHighSurrogate(c)
        ? at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1))
        : at == 0 || !Character.isHighSurrogate(text.charAt(at - 1));
  }
}
