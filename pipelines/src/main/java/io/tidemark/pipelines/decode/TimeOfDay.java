package io.tidemark.pipelines.decode;

/**
 * Reads a time of day and the offset from UTC behind it: {@code 12:34}, {@code 12:34:56,789 +02},
 * {@code 123456Z}. Ranges are not checked here.
 */
final class TimeOfDay {
  /** The offset if there is none. */
  static final int NO_OFFSET = Integer.MAX_VALUE;

  int hour;
  int minute;
  int second;
  int thousandths;

  /** East of UTC. */
  int offsetMinutes = NO_OFFSET;

  private final TextCursor text;

  TimeOfDay(TextCursor text) {
    this.text = text;
  }

  /** Reads hours, minutes and, if they are there, seconds and their fraction. */
  boolean read(boolean compact) {
    if (compact && (text.digitsAhead() == 4 || text.digitsAhead() == 6)) {
      boolean seconds = text.digitsAhead() == 6;
      hour = text.part(2);
      minute = text.part(2);
      second = seconds ? text.part(2) : 0;
      return !seconds || readFraction();
    }
    hour = text.number(1, 2);
    if (hour < 0 || !text.eat(':')) {
      return false;
    }
    minute = text.number(2, 2);
    if (minute < 0 || !text.eat(':')) {
      return minute >= 0;
    }
    second = text.number(2, 2);
    return second >= 0 && readFraction();
  }

  private boolean readFraction() {
    if (!text.eat('.') && !text.eat(',')) {
      return true;
    }
    int digits = Math.min(text.digitsAhead(), 3);
    if (digits == 0) {
      return false;
    }
    thousandths = text.part(digits);
    for (int i = digits; i < 3; i++) {
      thousandths *= 10;
    }
    text.skipDigits();
    return true;
  }

  /**
   * Reads the offset, if there is one. Returns false for a name that is not that of UTC, and for
   * half an offset.
   */
  boolean readOffset() {
    text.skipBlanks();
    String name = text.word();
    if (!name.isEmpty()) {
      if (!isUtc(name)) {
        return false;
      }
      offsetMinutes = 0;
    }
    boolean isNamed = !name.isEmpty() && !name.equalsIgnoreCase("Z");
    char sign = text.peek();
    if ((name.isEmpty() || isNamed) && (text.eat('+') || text.eat('-'))) {
      return readOffset(sign == '-');
    }
    return true;
  }

  private boolean readOffset(boolean west) {
    boolean together = text.digitsAhead() == 4;
    if (!together && text.digitsAhead() != 2) {
      return false;
    }
    int hours = text.part(2);
    int minutes = 0;
    if (together || text.eat(':')) {
      minutes = text.digitsAhead() == 2 ? text.part(2) : -1;
    }
    offsetMinutes = west ? -(hours * 60 + minutes) : hours * 60 + minutes;
    return hours <= 23 && minutes >= 0 && minutes <= 59;
  }

  /**
   * Moves past the name of the zone that programs add to an offset, which says nothing more: {@code
   * CEST}, {@code (UTC)}, {@code [Europe/Paris]}. Returns false if there is one without an offset.
   */
  boolean skipZoneName() {
    boolean apart = text.skipBlanks();
    if (text.isAtEnd()) {
      return true;
    }
    boolean skipped =
        text.eat('(')
            ? text.skipToEnd(')')
            : text.eat('[') ? text.skipToEnd(']') : apart && !text.word().isEmpty();
    return skipped && offsetMinutes != NO_OFFSET;
  }

  private static boolean isUtc(String name) {
    return name.equalsIgnoreCase("Z")
        || name.equalsIgnoreCase("UTC")
        || name.equalsIgnoreCase("GMT")
        || name.equalsIgnoreCase("UT");
  }
}
