package io.tidemark.pipelines.decode;

import java.util.Map;

/** What values may be, beyond their JSON type. What lies outside is {@code INVALID}. */
final class Limits {
  private Limits() {}

  /** A finite number within the field's range. */
  static double checkNumber(Field field, double number) throws Rejection {
    if (number >= 0 && number <= field.largest) {
      return number + 0.0; // -0.0 becomes 0.0: the two are equal, but their bytes are not
    }
    throw Rejection.invalid(field.key + " is " + number + "; allowed is " + field.range());
  }

  /** A text that any store can hold; an identifier no longer than an index entry allows. */
  static String checkText(Field field, String text) throws Rejection {
    checkStorable(field.key, text);
    return checkLength(field, text);
  }

  /** An identifier no longer than an index entry allows, or another text. */
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

  /** A text that identifies something: not empty, not only white space. */
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
