package io.tidemark.pipelines.decode.otlp;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Numbers that are written as texts, because their senders do so. */
final class Numbers {
  /** Stands for no whole number. */
  static final long NO_INTEGER = Long.MIN_VALUE;

  /** In characters; a longer text is no number that anyone meant. */
  private static final int LONGEST = 64;

  private static final int LARGEST_EXPONENT = 400;

  private static final BigInteger END_OF_UNSIGNED = BigInteger.ONE.shiftLeft(Long.SIZE);

  private Numbers() {}

  /** Returns the number if it is whole and within the range that a double has exactly. */
  static long whole(double number) {
    return Math.rint(number) == number && Math.abs(number) <= 1L << 53 ? (long) number : NO_INTEGER;
  }

  /** Returns the whole number that the text is. */
  static long integer(String text) {
    if (isDigits(text, 18)) {
      return digits(text);
    }
    BigDecimal number = number(text);
    try {
      return number == null ? NO_INTEGER : number.longValueExact();
    } catch (ArithmeticException notWhole) {
      return NO_INTEGER;
    }
  }

  /** Returns the number that the text is; NaN for another text. */
  static double decimal(String text) {
    BigDecimal number = number(text);
    return number == null ? Double.NaN : number.doubleValue();
  }

  /**
   * Returns the unsigned 64-bit number that the text is.
   *
   * @throws NumberFormatException if it is none
   */
  static long unsigned(String text) {
    if (isDigits(text, 19)) {
      return digits(text);
    }
    BigDecimal number = number(text);
    if (number == null) {
      throw new NumberFormatException("no number");
    }
    BigInteger whole = number.toBigInteger();
    if (whole.signum() < 0 || whole.compareTo(END_OF_UNSIGNED) >= 0) {
      throw new NumberFormatException("not within 64 bits");
    }
    return whole.longValue();
  }

  private static boolean isDigits(String text, int most) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= most;
  }

  private static long digits(String text) {
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      number = number * 10 + text.charAt(i) - '0';
    }
    return number;
  }

  /** Exponents are limited, for a whole number of a billion digits would take all memory. */
  private static @Nullable BigDecimal number(String text) {
    String digits = text.strip();
    if (digits.isEmpty() || digits.length() > LONGEST || !isNumeric(digits)) {
      return null;
    }
    try {
      BigDecimal number = new BigDecimal(digits);
      return Math.abs((long) number.scale()) > LARGEST_EXPONENT ? null : number;
    } catch (NumberFormatException noNumber) {
      return null;
    }
  }

  private static boolean isNumeric(String text) {
    char first = text.charAt(0);
    return first >= '0' && first <= '9' || first == '-' || first == '+' || first == '.';
  }
}
