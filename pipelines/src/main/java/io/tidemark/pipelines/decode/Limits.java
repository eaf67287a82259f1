package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.record.Excerpt;

/**
 * The ranges of values, beyond their JSON type. A value outside its range is rejected as {@code
 * INVALID} where something is computed from it, and cut or left out where nothing is.
 */
final class Limits {
  /** The longest text that is kept of a field from which nothing is computed, in characters. */
  static final int LONGEST_TEXT = 8_192;

  private Limits() {}

  /**
   * Returns the number if it is within the range of the field, which is finite; -0.0 becomes 0.0.
   */
  static double checkNumber(Field field, double number) throws Rejection {
    if (isInRange(field, number)) {
      return number + 0.0; // -0.0 equals 0.0 but has other bytes, so rows would differ
    }
    throw Rejection.invalid(field.key + " is " + number + "; allowed is " + field.range());
  }

  /** Returns whether the number is within the range of the field, which is finite. */
  static boolean isInRange(Field field, double number) {
    return number >= 0 && number <= field.largest;
  }

  /**
   * Returns the text if every sink can store it and, for an identifier, it is no longer than a key
   * allows.
   */
  static String checkText(Field field, String text) throws Rejection {
    checkStorable(field.key, text);
    return checkLength(field, text);
  }

  /** Returns the text unless it is an identifier that is longer than a key allows. */
  static String checkLength(Field field, String text) throws Rejection {
    if (field.kind == Field.Kind.IDENTIFIER && text.length() > Field.LONGEST_IDENTIFIER) {
      throw Rejection.invalid(
          field.key
              + " is "
              + Excerpt.quoted(text)
              + "; allowed are at most "
              + Field.LONGEST_IDENTIFIER
              + " characters");
    }
    return text;
  }

  /** Returns the text unless it is blank or a word for none: a session or component has a name. */
  static String checkKey(Field field, String text) throws Rejection {
    if (Words.isNone(text)) {
      throw Rejection.invalid(
          field.key + " is " + Excerpt.quoted(text) + "; a text that is not empty is needed");
    }
    return text;
  }

  /**
   * Returns whether the text can be kept whole by every sink.
   *
   * @param escaped whether it may have characters that not every sink can store
   */
  static boolean isKeptWhole(Field.Kind kind, String text, boolean escaped) {
    int longest = kind == Field.Kind.IDENTIFIER ? Field.LONGEST_IDENTIFIER : LONGEST_TEXT;
    return text.length() <= longest && !(escaped && !Excerpt.isStorable(text));
  }

  /**
   * Returns what is kept of a text from which nothing is computed: its first {@link #LONGEST_TEXT}
   * characters, with U+FFFD in place of each that not every sink can store.
   */
  static String kept(String text) {
    return Excerpt.storable(
        text.length() <= LONGEST_TEXT ? text : Excerpt.first(LONGEST_TEXT, text));
  }

  private static void checkStorable(String what, String text) throws Rejection {
    if (text.indexOf('\0') >= 0) {
      throw Rejection.invalid(
          what + " is " + Excerpt.quoted(text) + "; allowed is a text without U+0000");
    }
    if (Excerpt.firstLoneSurrogate(text) >= 0) {
      throw Rejection.invalid(
          what + " is " + Excerpt.quoted(text) + "; allowed is a text without half characters");
    }
  }
}
