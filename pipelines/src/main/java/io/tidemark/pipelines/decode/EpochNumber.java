package io.tidemark.pipelines.decode;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Reads a number of seconds, milliseconds, microseconds or nanoseconds since the epoch. Its size
 * tells the unit: what is in the year 9999 or before as seconds is seconds, otherwise what is so as
 * milliseconds is milliseconds, and so on. So milliseconds are told from seconds from 1978 on.
 *
 * <p>Numbers are read exactly, not as doubles: {@code 1767614407.250} is 250 ms past its second.
 *
 * <p>Eight digits that are a date of this century or the last, {@code 20260105}, and fourteen that
 * are a date and a time of day, are no number since the epoch: they have no offset.
 */
final class EpochNumber {
  /** The first second of the year 10000. */
  private static final long END_SECONDS = 253_402_300_800L;

  private static final BigDecimal END = BigDecimal.valueOf(END_SECONDS);
  private static final int UNITS = 4;
  private static final int LONGEST_LONG = 18;
  private static final int MOST_DIGITS = 40;
  private static final long OUT_OF_RANGE = -1;

  private EpochNumber() {}

  /**
   * Returns the milliseconds since the epoch, rounded down; a negative number if the number is
   * negative or beyond the year 9999, and {@link EventTime#WITHOUT_OFFSET} for a date.
   *
   * @param number a decimal number, see {@link DecimalText#isNumber}
   */
  static long millis(String number) {
    if (!isWhole(number)) {
      return millis(new BigDecimal(number));
    }
    if (isDate(number)) {
      return EventTime.WITHOUT_OFFSET;
    }
    long value = Long.parseLong(number);
    if (value < END_SECONDS) {
      return value * 1000;
    }
    for (int unit = 0; unit < UNITS - 2; unit++) { // 18 digits are microseconds at most
      if (value < END_SECONDS * 1000) {
        return value;
      }
      value /= 1000;
    }
    return value;
  }

  private static boolean isWhole(String number) {
    for (int i = 0; i < number.length(); i++) {
      if (number.charAt(i) < '0' || number.charAt(i) > '9') {
        return false;
      }
    }
    return number.length() <= LONGEST_LONG;
  }

  private static long millis(BigDecimal value) {
    int digitsBeforePoint = value.precision() - value.scale();
    if (value.signum() < 0 || digitsBeforePoint > MOST_DIGITS) {
      return OUT_OF_RANGE;
    }
    if (digitsBeforePoint < -MOST_DIGITS) {
      return 0; // shifting its point would take as much memory as its exponent says
    }
    for (int unit = 0; unit < UNITS; unit++) {
      BigDecimal seconds = value.movePointLeft(3 * unit);
      if (seconds.compareTo(END) < 0) {
        return seconds.movePointRight(3).setScale(0, RoundingMode.FLOOR).longValueExact();
      }
    }
    return OUT_OF_RANGE;
  }

  /** Whether the digits are {@code yyyyMMdd} or {@code yyyyMMddHHmmss} from 1900 to 2099. */
  private static boolean isDate(String digits) {
    if (digits.length() != 8 && digits.length() != 14) {
      return false;
    }
    int year = Integer.parseInt(digits, 0, 4, 10);
    int month = Integer.parseInt(digits, 4, 6, 10);
    int day = Integer.parseInt(digits, 6, 8, 10);
    return year >= 1900 && year < 2100 && Rfc3339.days(year, month, day) != EventTime.NONE;
  }
}
