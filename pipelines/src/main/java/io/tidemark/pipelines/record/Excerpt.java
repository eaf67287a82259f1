package io.tidemark.pipelines.record;

/** Parts of untrusted text, made safe to print and to store. */
public final class Excerpt {
  /** The longest value in a message, in UTF-16 units. */
  private static final int LONGEST = 60;

  private Excerpt() {}

  /**
   * Returns the value in double quotes; a longer one is cut after {@value #LONGEST} characters, and
   * its length is added.
   */
  public static String quoted(String value) {
    return value.length() <= LONGEST
        ? '"' + value + '"'
        : '"' + value.substring(0, LONGEST) + "…\" (" + value.length() + " characters)";
  }

  /** Returns the value without quotes; a longer one is cut after {@value #LONGEST} characters. */
  public static String cut(String value) {
    return value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "…";
  }

  /** Returns the text with every control character and lone surrogate replaced by U+FFFD. */
  static String printable(String text) {
    int unsafe = firstUnsafe(text, 0);
    if (unsafe < 0) {
      return text;
    }
    StringBuilder safe = new StringBuilder(text);
    for (int at = unsafe; at >= 0; at = firstUnsafe(text, at + 1)) {
      safe.setCharAt(at, '\uFFFD');
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
