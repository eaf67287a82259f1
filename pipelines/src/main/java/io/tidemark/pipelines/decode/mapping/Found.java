package io.tidemark.pipelines.decode.mapping;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A value of an object that is mapped, or a constant.
 *
 * @param kind how it is written as JSON
 * @param text a text as it is; anything else as it is written in JSON
 */
record Found(Kind kind, String text) {
  /** The longest number that is computed with, in characters. */
  private static final int LONGEST_NUMBER = 100;

  /** The most digits before the point, and behind it, of a number that is computed with. */
  private static final int MOST_DIGITS = 60;

  /** How a value is written as JSON. */
  enum Kind {
    TEXT,
    /** A number, true or false. */
    WORD,
    /** An object or array. */
    NESTED
  }

  static Found number(BigDecimal number) {
    return new Found(Kind.WORD, number.toString());
  }

  boolean isNested() {
    return kind == Kind.NESTED;
  }

  /**
   * Returns the number that this is, or that a text is; null for another value, and for a number
   * that is too large or long to be computed with.
   */
  @Nullable BigDecimal number() {
    String digits = text.strip();
    if (isNested() || digits.isEmpty() || digits.length() > LONGEST_NUMBER) {
      return null;
    }
    try {
      BigDecimal number = new BigDecimal(digits);
      // Otherwise a short number with a large exponent would take much memory.
      boolean usable =
          Math.abs((long) number.scale()) <= MOST_DIGITS + LONGEST_NUMBER
              && (long) number.precision() - number.scale() <= MOST_DIGITS;
      return usable ? number : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Writes it as a value of JSON. */
  void write(JsonGenerator out) throws IOException {
    if (kind == Kind.TEXT) {
      out.writeString(text);
    } else {
      out.writeRawValue(text);
    }
  }

  /** Returns the value as a message shows it. */
  String shown() {
    String shown = isNested() ? "an object or array" : text;
    String cut = shown.length() <= 60 ? shown : shown.substring(0, 60) + "…";
    return kind == Kind.TEXT ? '"' + cut + '"' : cut;
  }
}
