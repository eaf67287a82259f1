package io.tidemark.pipelines.decode;

/**
 * Reads RFC 3339 timestamps: {@code 2026-01-05T12:34:56.789Z}, {@code 2026-01-05t12:34:56+05:30}.
 *
 * <p>The offset is mandatory. The fraction may have any length and is rounded down to milliseconds.
 * {@code T} and {@code Z} may be in lower case, and a space may take the place of {@code T}. A leap
 * second (second 60, only at 23:59 UTC) counts as the last millisecond of its minute, so that it
 * stays in its day.
 *
 * <p>It is written by hand because it is on the path of nearly every event. What it does not read
 * may still be a timestamp of another form; see {@link EventTime}.
 */
final class Rfc3339 {
  private static final int SHORTEST = "2026-01-05T12:34:56Z".length();
  private static final int END_OF_SECONDS = SHORTEST - 1;

  private Rfc3339() {}

  /**
   * Returns the milliseconds since the epoch, which may be before it; {@link EventTime#NONE} for a
   * text that is no RFC 3339 timestamp.
   */
  static long millis(String text) {
    if (text.length() < SHORTEST || !isShaped(text)) {
      return EventTime.NONE;
    }
    int offsetAt = END_OF_SECONDS;
    int fraction = 0;
    if (text.charAt(offsetAt) == '.') {
      offsetAt = endOfDigits(text, END_OF_SECONDS + 1);
      fraction = firstThreeDigits(text, END_OF_SECONDS + 1, offsetAt);
    }
    int offsetMinutes = offsetMinutes(text, offsetAt);
    if (fraction < 0 || offsetMinutes == Integer.MAX_VALUE) {
      return EventTime.NONE;
    }
    long days = days(text);
    return millis(
        days,
        twoDigits(text, 11),
        twoDigits(text, 14),
        twoDigits(text, 17),
        fraction,
        offsetMinutes);
  }

  /**
   * Returns the milliseconds since the epoch of a time of day; {@link EventTime#NONE} if a part is
   * out of its range.
   *
   * @param days since the epoch, or {@link EventTime#NONE}
   * @param thousandths of a second, 0 to 999
   * @param offsetMinutes east of UTC
   */
  static long millis(
      long days, int hour, int minute, int second, int thousandths, int offsetMinutes) {
    boolean real =
        days != EventTime.NONE
            && (hour >= 0 && hour <= 23)
            && (minute >= 0 && minute <= 59)
            && (second >= 0 && second <= 60);
    if (!real) {
      return EventTime.NONE;
    }
    long minutes = (days * 24 + hour) * 60 + minute - offsetMinutes;
    if (second < 60) {
      return (minutes * 60 + second) * 1000 + thousandths;
    }
    boolean lastOfDay = Math.floorMod(minutes, 1440L) == 1439;
    return lastOfDay ? minutes * 60_000 + 59_999 : EventTime.NONE;
  }

  /** Returns the days since the epoch; {@link EventTime#NONE} for a day that does not exist. */
  static long days(int year, int month, int day) {
    boolean real =
        year >= 0 && (month >= 1 && month <= 12) && (day >= 1 && day <= daysIn(year, month));
    return real ? epochDay(year, month, day) : EventTime.NONE;
  }

  private static boolean isShaped(String text) {
    char separator = text.charAt(10);
    return text.charAt(4) == '-'
        && text.charAt(7) == '-'
        && (separator == 'T' || separator == 't' || separator == ' ')
        && text.charAt(13) == ':'
        && text.charAt(16) == ':';
  }

  private static long days(String text) {
    int century = twoDigits(text, 0);
    int yearOfCentury = twoDigits(text, 2);
    return (century | yearOfCentury) < 0
        ? EventTime.NONE
        : days(century * 100 + yearOfCentury, twoDigits(text, 5), twoDigits(text, 8));
  }

  /**
   * Returns the minutes east of UTC; {@link Integer#MAX_VALUE} if the text does not end in an
   * offset at this index.
   */
  private static int offsetMinutes(String text, int at) {
    int left = text.length() - at;
    if (left == 1 && (text.charAt(at) == 'Z' || text.charAt(at) == 'z')) {
      return 0;
    }
    if (left != 6 || text.charAt(at + 3) != ':') {
      return Integer.MAX_VALUE;
    }
    char sign = text.charAt(at);
    int hours = twoDigits(text, at + 1);
    int minutes = twoDigits(text, at + 4);
    boolean real = hours >= 0 && hours <= 23 && minutes >= 0 && minutes <= 59;
    if (!real || (sign != '+' && sign != '-')) {
      return Integer.MAX_VALUE;
    }
    return sign == '+' ? hours * 60 + minutes : -(hours * 60 + minutes);
  }

  private static int endOfDigits(String text, int from) {
    int end = from;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /** Returns the fraction in thousandths, rounded down; -1 if there is no digit. */
  private static int firstThreeDigits(String text, int from, int to) {
    if (from == to) {
      return -1;
    }
    int thousandths = 0;
    for (int i = 0; i < 3; i++) {
      thousandths = thousandths * 10 + (from + i < to ? text.charAt(from + i) - '0' : 0);
    }
    return thousandths;
  }

  /** Returns the number that two digits make; -1 if one of the characters is no digit. */
  private static int twoDigits(String text, int at) {
    int tens = text.charAt(at) - '0';
    int ones = text.charAt(at + 1) - '0';
    return (tens | ones) >= 0 && tens <= 9 && ones <= 9 ? tens * 10 + ones : -1;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int daysIn(int year, int month) {
    if (month == 2) {
      return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  /**
   * Returns the days since the epoch in the proleptic Gregorian calendar. Years begin in March
   * here, so that a leap day is the last of its year.
   */
  private static long epochDay(int year, int month, int day) {
    int marchYear = month <= 2 ? year - 1 : year;
    long era = Math.floorDiv(marchYear, 400);
    int yearOfEra = Math.floorMod(marchYear, 400);
    int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097 + dayOfEra - 719_468;
  }
}
