package io.tidemark.pipelines.decode;

/**
 * Tells a text that is a decimal number and nothing else: {@code 842.5}, {@code -1}, {@code +.5},
 * {@code 1.7676e9}. Digits are those of ASCII; there are no separators of thousands, no units, and
 * neither {@code NaN} nor {@code Infinity}.
 */
final class DecimalText {
  /** The longest text that is read as a number, in characters. */
  static final int LONGEST = 400;

  private static final int MOST_EXPONENT_DIGITS = 6;

  private DecimalText() {}

  /** Returns whether the whole text is a decimal number of at most {@link #LONGEST} characters. */
  static boolean isNumber(String text) {
    if (text.length() > LONGEST) {
      return false;
    }
    int at = afterSign(text, 0);
    int whole = afterDigits(text, at);
    int end = whole;
    int digits = whole - at;
    if (end < text.length() && text.charAt(end) == '.') {
      end = afterDigits(text, end + 1);
      digits += end - whole - 1;
    }
    return digits > 0 && (end == text.length() || isExponent(text, end));
  }

  private static boolean isExponent(String text, int at) {
    if (text.charAt(at) != 'e' && text.charAt(at) != 'E') {
      return false;
    }
    int digits = text.length() - afterSign(text, at + 1);
    return digits >= 1
        && digits <= MOST_EXPONENT_DIGITS
        && afterDigits(text, text.length() - digits) == text.length();
  }

  private static int afterSign(String text, int at) {
    boolean sign = at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-');
    return sign ? at + 1 : at;
  }

  private static int afterDigits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
