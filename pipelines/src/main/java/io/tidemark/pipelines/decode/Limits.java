package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.record.Excerpt;
import java.util.Map;

/**
 * The ranges of values, beyond their JSON type. A value outside its range is rejected as {@code
 * INVALID}.
 */
final class Limits {
  private Limits() {}

  /**
   * Returns the number if it is within the range of the field, which is finite; -0.0 becomes 0.0.
   */
  static double checkNumber(Field field, double number) throws Rejection {
    if (number >= 0 && number <= field.largest) {
      return number + 0.0; // -0.0 equals 0.0 but has other bytes, so rows would differ
    }
    throw Rejection.invalid(field.key + " is " + number + "; allowed is " + field.range());
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

  /** Returns the text unless it is empty or only white space: it identifies something. */
  static String checkKey(Field field, String text) throws Rejection {
    if (text.isBlank()) {
      throw Rejection.invalid(
          field.key + " is " + Excerpt.quoted(text) + "; a text that is not empty is needed");
    }
    return text;
  }

  static Map<String, String> checkTexts(Field field, Map<String, String> texts) throws Rejection {
    for (Map.Entry<String, String> entry : texts.entrySet()) {
      checkStorable("a name in " + field.key, entry.getKey());
      checkStorable(field.key + "." + entry.getKey(), entry.getValue());
    }
    return texts;
  }

  static Map<String, Double> checkNumbers(Field field, Map<String, Double> numbers)
      throws Rejection {
    for (Map.Entry<String, Double> entry : numbers.entrySet()) {
      checkStorable("a name in " + field.key, entry.getKey());
      if (!Double.isFinite(entry.getValue())) {
        throw Rejection.invalid(
            field.key
                + "."
                + Excerpt.quoted(entry.getKey())
                + " is "
                + entry.getValue()
                + "; allowed is a finite number");
      }
    }
    return numbers;
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
